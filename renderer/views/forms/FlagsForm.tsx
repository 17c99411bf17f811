/** The flags of a value as a form. Every change is an edit of the text, so that only its place in it changes. */
import { TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { toggleName } from '../../../shared/flags/featureprobe/names';
import type { Path, Problem } from '../../../shared/flags/problem';
import { Note } from '../../ui/parts';
import { problemSentence, useWords } from '../../ui/text';
import { DocumentShares, type LiveDocument } from '../rollout/shares/ShareBar';
import { FlagdForm } from './FlagdForm';
import { problemsOutside, problemsWithin, type FlagValue, type Form } from './form';
import { Problems } from './parts';
import { ToggleForm } from './ToggleForm';
import '../rollout/outcome-colours.css';
import './forms.css';
import './form-edit.css';

/** One flag of the value, to choose from. */
interface Choice {
  readonly name: string;
  /** What the document calls it. */
  readonly flag: string;
  readonly path: Path;
  readonly on: boolean;
}

const choicesOf = (value: FlagValue): readonly Choice[] =>
  value.kind === 'flagd'
    ? value.view.flags.map(({ key, path, state }, index) => ({ name: key ?? String(index), flag: key ?? '', path, on: state === 'ENABLED' }))
    : value.view.toggles.map(({ path, toggle }) => ({ name: toggle.key, flag: toggleName({ path, toggle }), path, on: toggle.enabled }));

interface FlagsFormProps {
  readonly live: LiveDocument;
  readonly value: FlagValue;
  readonly editable: boolean;
  /** The text after a change. */
  readonly onText: (text: string) => void;
}

/** The form of one flag, and where there are several a list to choose it from. */
export function FlagsForm({ live, value, editable, onText }: FlagsFormProps) {
  const words = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const { structure, problems } = value;
  const choices = choicesOf(value);
  const found = choices.findIndex(({ path }) => JSON.stringify(path) === chosen);
  const index = Math.max(0, found);
  const current = choices[index];
  const form: Form = {
    structure,
    problems,
    editable: editable && !structure.broken,
    change: (edited) => {
      setRefusal(edited.ok ? null : edited.problem);
      if (edited.ok) onText(edited.text);
    },
  };
  const { view } = value;
  return (
    <div className="flags-form">
      {choices.length > 1 && (
        <Chooser
          live={live}
          choices={choices}
          current={index}
          problems={problems}
          onChoose={({ path }) => {
            setRefusal(null);
            setChosen(JSON.stringify(path));
          }}
        />
      )}
      <div className="flag-form">
        {structure.broken && <Note tone="warn">{words('form.repair')}</Note>}
        {refusal !== null && (
          <div key={refusal.code} ref={intoView}>
            <Note tone="warn" role="alert">
              {words('form.refused')} {problemSentence(refusal)}
            </Note>
          </div>
        )}
        {choices.length > 1 && current !== undefined && <h2>{current.name}</h2>}
        {view.shape === 'document' || view.shape === 'repository' ? <Problems of={problemsOutside(problems, choices.map(({ path }) => path))} /> : null}
        {current === undefined && <p className="muted">{words('form.noFlags')}</p>}
        {value.kind === 'flagd' ? <ChosenFlag key={chosen} value={value} index={index} form={form} /> : <ChosenToggle key={chosen} value={value} index={index} form={form} />}
      </div>
    </div>
  );
}

/** What was refused may have been asked for far below. */
const intoView = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });

type Chosen<K extends FlagValue['kind']> = { readonly value: Extract<FlagValue, { kind: K }>; readonly index: number; readonly form: Form };

function ChosenFlag({ value, index, form }: Chosen<'flagd'>) {
  const flag = value.view.flags[index];
  return flag === undefined ? null : <FlagdForm flag={flag} evaluators={value.view.evaluators} form={form} />;
}

function ChosenToggle({ value, index, form }: Chosen<'featureprobe'>) {
  const found = value.view.toggles[index];
  return found === undefined ? null : <ToggleForm toggle={found.toggle} path={found.path} view={value.view} form={form} />;
}

/** More are found by the filter. */
const MOST_SHOWN = 200;
/** So few are seen at a glance. */
const WITHOUT_FILTER = 8;

interface ChooserProps {
  readonly live: LiveDocument;
  readonly choices: readonly Choice[];
  readonly current: number;
  readonly problems: readonly Problem[];
  readonly onChoose: (choice: Choice) => void;
}

function Chooser({ live, choices, current, problems, onChoose }: ChooserProps) {
  const words = useWords();
  const id = useId();
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const matches = choices.filter(({ name }) => name.toLowerCase().includes(wanted));
  const label = words('form.flags', { count: choices.length });
  return (
    <nav className="flag-chooser" aria-label={label}>
      <p className="muted">{label}</p>
      {choices.length > WITHOUT_FILTER && (
        <TextInput aria-label={words('form.filterFlags')} placeholder={words('form.filterFlags')} value={filter} onChange={(event) => setFilter(event.currentTarget.value)} />
      )}
      <ul>
        {matches.slice(0, MOST_SHOWN).map((choice, at) => {
          const shares = `${id}-${at}`;
          const count = problemsWithin(problems, choice.path).filter(({ severity }) => severity !== 'info').length;
          return (
            <li key={JSON.stringify(choice.path)}>
              <button type="button" aria-current={choice === choices[current] || undefined} aria-describedby={shares} onClick={() => onChoose(choice)}>
                <i className="flag-dot" data-on={choice.on || undefined} aria-hidden />
                <span className="clip">{choice.name}</span>
                <span className="visually-hidden">{words(choice.on ? 'form.enabled' : 'form.disabled')}</span>
                {count > 0 && (
                  <span className="flag-problems num" title={words('form.problems', { count })}>
                    {count}
                    <span className="visually-hidden">{words('form.problems', { count })}</span>
                  </span>
                )}
                <DocumentShares live={live} flag={choice.flag} id={shares} />
              </button>
            </li>
          );
        })}
      </ul>
      {matches.length === 0 && <p className="muted">{words('form.noFlag')}</p>}
      {matches.length > MOST_SHOWN && <p className="muted">{words('form.moreFlags', { count: matches.length - MOST_SHOWN })}</p>}
    </nav>
  );
}
