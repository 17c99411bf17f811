import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AccessGroup, AccessReading, AccessRow } from '../../../shared/model/access';
import type { KeySpan } from '../../../shared/model/denied';
import type { Source } from '../../../shared/model/source';
import { Note } from '../../ui/parts';
import { faultSentence, useWords, type Words } from '../../ui/text';
import type { Reading } from './reading';
import '../../ui/access.css';

export interface AccessTabProps {
  source: Source;
  /** Whether this source lets its user write at all. */
  writable: boolean;
  reading: Reading<AccessReading>;
}

/** Who may do what with the key, as the store tells it; what it does not tell is said. */
export function AccessTab({ source, writable, reading }: AccessTabProps) {
  const words = useWords();
  if (reading.fault !== null) {
    return (
      <div className="padded">
        <Note tone="warn">
          {words('entryAccess.failed')} {faultSentence(reading.fault)}{' '}
          <Button variant="default" onClick={reading.again}>
            {words('entryAccess.again')}
          </Button>
        </Note>
      </div>
    );
  }
  const access = reading.value;
  if (access === null) return <p className="padded muted">{words('entryAccess.loading')}</p>;
  const missing = access.notes.includes('missing');
  return (
    <div className="access-tab padded">
      {!missing && <Verdict mayWrite={access.mayWrite} writable={writable} />}
      {source.environment === 'production' && isOpen(access) && <Note tone="warn">{words('entryAccess.openProduction')}</Note>}
      {access.notes.map((note) => (
        <p key={note} className="access-note">
          {words(`entryAccess.note.${note}`)}
        </p>
      ))}
      {access.facts.length > 0 && (
        <dl className="facts">
          {access.facts.map(({ name, value }) => (
            <div key={name} className="fact">
              <dt>{name}</dt>
              <dd className="mono">
                <span className="fact-value">{value}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {access.groups.map((group) => (
        <Group key={group.kind} group={group} />
      ))}
      <Button variant="default" onClick={reading.again}>
        {words('entryAccess.again')}
      </Button>
    </div>
  );
}

/** Whether nobody is kept from changing the key. */
const isOpen = ({ notes, groups }: AccessReading): boolean =>
  notes.includes('auth-off') || groups.some(({ rows }) => rows.some(({ scheme, writes }) => scheme === 'world' && writes));

function Verdict({ mayWrite, writable }: { mayWrite: boolean | undefined; writable: boolean }) {
  const words = useWords();
  return (
    <Note tone="info">
      {words(mayWrite === undefined ? 'entryAccess.unknown' : mayWrite ? 'entryAccess.mayWrite' : 'entryAccess.mayNotWrite')}
      {mayWrite !== false && !writable && ` ${words('entryAccess.sourceReadOnly')}`}
    </Note>
  );
}

function Group({ group: { kind, rows, total } }: { group: AccessGroup }) {
  const words = useWords();
  const who = kind === 'acl' ? 'who' : kind === 'users' ? 'user' : 'role';
  const second = kind === 'acl' ? 'scheme' : kind === 'users' ? 'roles' : 'keys';
  return (
    <section className="access-group" data-kind={kind} aria-label={words(`entryAccess.group.${kind}`)}>
      <h3>{words(`entryAccess.group.${kind}`)}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{words(`entryAccess.column.${who}`)}</th>
            <th scope="col">{words(`entryAccess.column.${second}`)}</th>
            <th scope="col">{words('entryAccess.column.rights')}</th>
            {kind !== 'acl' && <td />}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index} data-covers={row.covers || undefined}>
              <th scope="row" className="mono">
                {row.scheme === 'world' ? words('entryAccess.anyone') : row.who}
                {row.ours === true && row.scheme !== 'world' && kind !== 'own' && (
                  <span className="access-you">{words(kind === 'roles' ? 'entryAccess.yours' : 'entryAccess.you')}</span>
                )}
              </th>
              <td>{secondOf(row, words)}</td>
              <td>
                {row.rights.length === 0 ? <span className="muted">{words('entryAccess.none')}</span> : row.rights.map((right) => words(`entryAccess.right.${right}`)).join(words('entryAccess.comma'))}
                {row.letters !== undefined && row.letters !== '' && <span className="access-letters mono">{row.letters}</span>}
              </td>
              {kind !== 'acl' && <td className="access-mark">{markOf(row, words)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length < total && <p className="muted">{words('entryAccess.more', { shown: rows.length, total })}</p>}
    </section>
  );
}

function secondOf(row: AccessRow, words: Words): ReactNode {
  const names = row.scheme ?? row.roles?.join(', ');
  if (names !== undefined) return <span className="mono">{names}</span>;
  return row.span === undefined ? null : spanWords(row.span, words);
}

/** Places of keys in a sentence, which are set in another type than its words. */
const FROM = '\n';
const TO = '\r';

function spanWords({ shape, from, to }: KeySpan, words: Words): ReactNode {
  const sentence = {
    all: () => words('entryAccess.all'),
    key: () => words('entryAccess.key', { key: FROM }),
    prefix: () => words('entryAccess.prefix', { key: FROM }),
    range: () => (to === undefined ? words('entryAccess.rangeOpen', { from: FROM }) : words('entryAccess.range', { from: FROM, to: TO })),
  }[shape]();
  return sentence.split(/([\n\r])/).map((part, index) =>
    part === FROM || part === TO ? (
      <span key={index} className="mono">
        {part === FROM ? from : to}
      </span>
    ) : (
      part
    ),
  );
}

/** What a row means for the key. */
function markOf({ writes, covers }: AccessRow, words: Words): string {
  return writes ? words('entryAccess.writes') : covers ? words('entryAccess.covers') : '';
}
