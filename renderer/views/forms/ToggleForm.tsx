import { useId } from 'react';
import { BUCKETS } from '../../../shared/flags/featureprobe/checks';
import { setDefaultServe, setDistribution, setEnabled } from '../../../shared/flags/featureprobe/edit';
import type { Toggle as ToggleData, ToggleServe } from '../../../shared/flags/featureprobe/view';
import type { Path } from '../../../shared/flags/problem';
import { Toggle } from '../../ui/Toggle';
import { useWords, type Words } from '../../ui/text';
import { problemsOutside, problemsWithin, type Form } from './form';
import { Choice, Literal, Pieces, Problems, Section } from './parts';
import { shortJson } from './pieces';
import { SplitTable } from './SplitTable';
import { ruleWords } from './toggle-words';

/** Stands for a split among the variations to choose from. */
const SPLIT = 'split';

/** Whether a toggle is enabled, what it serves by default and by its rules; shares can be changed. */
export function ToggleForm({ toggle, path, form }: { toggle: ToggleData; path: Path; form: Form }) {
  const words = useWords();
  const id = useId();
  const at = (...steps: Path): Path => [...path, ...steps];
  const problems = problemsWithin(form.problems, path);
  const places = ['enabled', 'defaultServe', 'disabledServe', 'rules', 'prerequisites'].map((name) => at(name));
  const { select, split } = toggle.defaultServe;
  const names = variationNames(toggle, words);
  const prerequisites = toggle.prerequisites ?? [];
  return (
    <>
      <Problems of={problemsOutside(problems, places)} />
      <div className="form-switch">
        <Toggle label={words('names.enabled')} on={toggle.enabled} busy={false} disabled={!form.editable} onChange={(on) => form.change(setEnabled(form.structure, path, on))} />
        <strong>{words(toggle.enabled ? 'form.enabled' : 'form.disabled')}</strong>
        <span className="muted">
          {[toggle.version === undefined ? [] : words('form.version', { version: toggle.version }), toggle.forClient === true ? words('form.client') : []].flat().join(' · ')}
        </span>
      </div>
      <Problems of={problemsWithin(problems, at('enabled'))} />
      <Section title={words('form.defaultServe')}>
        <Choice
          label={words('form.defaultServe')}
          describedBy={`${id}-serve`}
          disabled={!form.editable}
          value={split !== undefined && select === undefined ? SPLIT : String(select ?? '')}
          onChange={(index) => form.change(setDefaultServe(form.structure, path, Number(index)))}
          options={[
            ...(select !== undefined && names[select] === undefined ? [{ value: String(select), label: words('form.variation', { index: select }) }] : []),
            ...(select === undefined && split === undefined ? [{ value: '', label: '–' }] : []),
            ...(select === undefined && split !== undefined ? [{ value: SPLIT, label: words('form.serveSplit') }] : []),
            ...names.map((label, index) => ({ value: String(index), label })),
          ]}
        />
        {select === undefined && split !== undefined && <Distribution serve={toggle.defaultServe} path={at('defaultServe')} toggle={toggle} label={words('form.defaultServe')} form={form} />}
        <Problems of={problemsWithin(problems, at('defaultServe'))} id={`${id}-serve`} />
      </Section>
      <Section title={words('form.rules')}>
        {toggle.rules.length === 0 && <p className="muted">{words('form.noRules')}</p>}
        <ol className="form-rules">
          {toggle.rules.map(({ conditions, serve }, index) => (
            <li key={index}>
              <p>
                <b>{words(index === 0 ? 'form.if' : 'form.elseIf')}</b> <Pieces of={ruleWords(conditions, words)} />
              </p>
              <Served serve={serve} path={at('rules', index, 'serve')} toggle={toggle} label={words('form.rule', { index: index + 1 })} form={form} />
              <Problems of={problemsWithin(problems, at('rules', index))} />
            </li>
          ))}
        </ol>
        <Problems of={problemsOutside(problemsWithin(problems, at('rules')), toggle.rules.map((_, index) => at('rules', index)))} />
      </Section>
      <Section title={words('form.disabledServe')}>
        <Served serve={toggle.disabledServe} path={at('disabledServe')} toggle={toggle} label={words('form.disabledServe')} form={form} />
        <Problems of={problemsWithin(problems, at('disabledServe'))} />
      </Section>
      {prerequisites.length > 0 && (
        <Section title={words('form.prerequisites')}>
          <ul className="form-list">
            {prerequisites.map(({ key, value }, index) => (
              <li key={index}>{words('form.prerequisite', { toggle: key, value: shortJson(value) })}</li>
            ))}
          </ul>
          <Problems of={problemsWithin(problems, at('prerequisites'))} />
        </Section>
      )}
      <Section title={words('form.toggleVariations')}>
        <table className="form-table">
          <tbody>
            {toggle.variations.map((value, index) => (
              <tr key={index}>
                <th scope="row" className="num">
                  {index}
                </th>
                <td>
                  <Literal value={value} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
    </>
  );
}

const NAME_LENGTH = 60;

/** Variations have no names, so each is called by its index and the beginning of its value. */
function variationNames({ variations }: ToggleData, words: Words): readonly string[] {
  return variations.map((value, index) => {
    const text = shortJson(value);
    return `${words('form.variation', { index })}: ${text.length > NAME_LENGTH ? `${text.slice(0, NAME_LENGTH)}…` : text}`;
  });
}

interface ServeProps {
  readonly serve: ToggleServe;
  readonly path: Path;
  readonly toggle: ToggleData;
  readonly label: string;
  readonly form: Form;
}

function Served(props: ServeProps) {
  const words = useWords();
  const { select, split } = props.serve;
  if (select === undefined) return split === undefined ? null : <Distribution {...props} />;
  return (
    <p className="form-serves">
      {words('form.serves')} <code data-kind="value">{variationNames(props.toggle, words)[select] ?? words('form.variation', { index: select })}</code>
    </p>
  );
}

/** The ten thousand buckets as percent. */
function Distribution({ serve: { split }, path, toggle, label, form }: ServeProps) {
  const words = useWords();
  if (split === undefined) return null;
  const names = variationNames(toggle, words);
  const shares = split.distribution.map((ranges, index) => ({
    name: names[index] ?? words('form.variation', { index }),
    weight: ranges.reduce((sum, [from, to]) => sum + Math.max(0, to - from), 0),
  }));
  return (
    <>
      {split.bucketBy !== undefined && <p className="form-serves">{words('form.bucketBy', { attribute: split.bucketBy })}</p>}
      <SplitTable
        shares={shares}
        scale={{ unit: 'percent', total: BUCKETS }}
        label={label}
        editable={form.editable}
        onChange={(weights) => form.change(setDistribution(form.structure, path, weights))}
      />
    </>
  );
}
