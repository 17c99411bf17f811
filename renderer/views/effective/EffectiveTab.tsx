/** What a service reads: its own settings over those of all services, as they are at this moment. */
import { SegmentedControl, TextInput } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { effectiveConfig, isSetting, type EffectiveSetting } from '../../../shared/services/effective';
import type { FoundPlace } from '../../../shared/model/config-place';
import type { Key } from '../../../shared/model/key';
import type { SourceId } from '../../../shared/model/source';
import { revealKey } from '../../store/actions';
import { useEntriesBelow } from '../../store/below';
import type { CellView } from '../../store/hooks';
import { formatBytes, formatNumber } from '../../ui/format';
import { Note } from '../../ui/parts';
import { useWords, type Words } from '../../ui/text';
import { useHiddenValue } from '../SecretGate';
import './effective.css';

const choices = ['all', 'own', 'global', 'hides'] as const;
type Choice = (typeof choices)[number];

type Setting = EffectiveSetting<CellView>;

const fits: Readonly<Record<Choice, (setting: Setting) => boolean>> = {
  all: () => true,
  own: ({ from }) => from === 'service',
  global: ({ from }) => from === 'global',
  hides: ({ hidden }) => hidden !== null,
};

/** As many rows as are drawn at once; others are found by the filter. */
const MOST_ROWS = 500;

/** The tab of a service's effective configuration: every setting with where it comes from and what it hides. */
export function EffectiveTab({ sourceId, places, separator }: { sourceId: SourceId; places: FoundPlace; separator: string }) {
  const words = useWords();
  const own = useEntriesBelow(sourceId, places.own);
  const global = useEntriesBelow(sourceId, places.global);
  const [filter, setFilter] = useState('');
  const [choice, setChoice] = useState<Choice>('all');
  const settings = useMemo(
    () => effectiveConfig(named(own.entries, places.own + separator), named(global.entries, places.global + separator)),
    [own, global, places.own, places.global, separator],
  );
  const wanted = filter.toLowerCase().split(/\s+/);
  const shown = settings.filter((setting) => fits[choice](setting) && wanted.every((word) => setting.name.toLowerCase().includes(word)));
  return (
    <div className="effective">
      <div className="effective-head">
        <h3>{words('effective.title', { service: places.service })}</h3>
        <p className="muted">{words('effective.note', { global: places.global })}</p>
        <div className="effective-bar">
          <TextInput aria-label={words('effective.filter')} placeholder={words('effective.filter')} value={filter} onChange={(event) => setFilter(event.currentTarget.value)} />
          <SegmentedControl
            aria-label={words('effective.which')}
            value={choice}
            onChange={(value) => setChoice(choices.find((one) => one === value) ?? 'all')}
            data={choices.map((value) => ({ value, label: `${words(`effective.${value}`)} ${formatNumber(settings.filter(fits[value]).length)}` }))}
          />
        </div>
        {(own.partial || global.partial) && <Note tone="warn">{words('effective.partial')}</Note>}
      </div>
      {shown.length === 0 ? (
        <p className="emptiness muted">{settings.length === 0 ? words('effective.none', { own: places.own, global: places.global }) : words('effective.noMatch')}</p>
      ) : (
        <table aria-label={words('effective.title', { service: places.service })}>
          <thead>
            <tr>
              {(['name', 'value', 'from', 'hidden'] as const).map((column) => (
                <th key={column} scope="col">
                  {words(`effective.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, MOST_ROWS).map((setting) => (
              <SettingRow key={setting.name} sourceId={sourceId} setting={setting} service={places.service} />
            ))}
          </tbody>
        </table>
      )}
      {shown.length > MOST_ROWS && <p className="emptiness muted">{words('effective.more', { count: MOST_ROWS })}</p>}
    </div>
  );
}

/** The settings among entries, by their names below a folder. */
function named(entries: readonly CellView[], folder: Key): ReadonlyMap<string, CellView> {
  const settings = entries.filter(({ size, kids }) => isSetting({ size, children: kids }));
  return new Map(settings.map((entry) => [entry.key.slice(folder.length), entry]));
}

function SettingRow({ sourceId, setting: { name, from, setting, hidden }, service }: { sourceId: SourceId; setting: Setting; service: string }) {
  const words = useWords();
  return (
    <tr data-from={from}>
      <th scope="row">
        <KeyButton sourceId={sourceId} entryKey={setting.key}>
          {name}
        </KeyButton>
      </th>
      <td>
        <ShortValue sourceId={sourceId} entry={setting} />
      </td>
      <td>
        <span className="effective-from">{from === 'service' ? service : words('effective.fromGlobal')}</span>
      </td>
      <td>
        {hidden !== null && (
          <KeyButton sourceId={sourceId} entryKey={hidden.key}>
            {isSame(setting, hidden) ? (
              <span className="muted">{words('effective.same')}</span>
            ) : (
              <s>
                <ShortValue sourceId={sourceId} entry={hidden} />
              </s>
            )}
          </KeyButton>
        )}
      </td>
    </tr>
  );
}

/** Goes to a key. Its tab is another then, where the key is of no service. */
function KeyButton({ sourceId, entryKey, children }: { sourceId: SourceId; entryKey: Key; children: ReactNode }) {
  const words = useWords();
  return (
    <button type="button" className="effective-key" title={words('effective.open', { key: entryKey })} onClick={() => revealKey(sourceId, entryKey)}>
      {children}
    </button>
  );
}

const SHOWN_LENGTH = 160;

/** A value on one line. */
function ShortValue({ sourceId, entry }: { sourceId: SourceId; entry: CellView }) {
  const words = useWords();
  const { kind, on, text } = entry.decoded;
  if (useHiddenValue(sourceId, entry.key, text)) return <span className="muted">{words('effective.secret')}</span>;
  return (
    <code className="effective-value" data-kind={kind} data-on={on}>
      {lineOf(entry, words)}
    </code>
  );
}

function lineOf({ decoded: { text }, size, complete }: CellView, words: Words): string {
  if (size === null) return words('tree.nullValue');
  if (size === 0) return words('tree.emptyValue');
  if (text === null) return words('tree.binaryValue', { size: formatBytes(size) });
  const line = text.slice(0, SHOWN_LENGTH + 1).replace(/\s+/g, ' ');
  return line.length > SHOWN_LENGTH || !complete ? words('effective.cut', { text: line.slice(0, SHOWN_LENGTH) }) : line;
}

/** Whether two values are known to be the same. */
function isSame(a: CellView, b: CellView): boolean {
  if (a.size !== b.size || !a.complete || !b.complete) return false;
  const bytes = b.value;
  return a.value === null || bytes === null ? a.value === bytes : a.value.every((byte, index) => byte === bytes[index]);
}
