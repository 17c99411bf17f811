import { useId } from 'react';
import { setDefaultVariant, setState, setWeights } from '../../../shared/flags/flagd/edit';
import type { Rule, Serve } from '../../../shared/flags/flagd/targeting';
import type { FlagdFlag } from '../../../shared/flags/flagd/view';
import type { Path } from '../../../shared/flags/problem';
import { nodeAt, plain } from '../../../shared/flags/syntax/node';
import { Toggle } from '../../ui/Toggle';
import { useWords } from '../../ui/text';
import { problemsOutside, problemsWithin, type Form } from './form';
import { Choice, Literal, Pieces, Problems, Section } from './parts';
import { SplitTable } from './SplitTable';
import { conditionWords } from './targeting-words';

/** Stands for no default variant among the choices: a variant can have any name, but the empty one no schema allows. */
const NONE = '';

/** State, default, variants and targeting of a flag; of targeting, the weights of a split can be changed. */
export function FlagdForm({ flag, form }: { flag: FlagdFlag; form: Form }) {
  const words = useWords();
  const id = useId();
  const at = (...steps: Path): Path => [...flag.path, ...steps];
  const problems = problemsWithin(form.problems, flag.path);
  const places = ['state', 'variants', 'defaultVariant', 'targeting'].map((name) => at(name));
  const state = problemsWithin(problems, at('state'));
  const byDefault = problemsWithin(problems, at('defaultVariant'));
  const names = flag.variants.map(({ name }) => name);
  const chosen = flag.defaultVariant;
  return (
    <>
      <Problems of={problemsOutside(problems, places)} />
      <div className="form-switch">
        <Toggle
          label={words('names.enabled')}
          on={flag.state === 'ENABLED'}
          busy={false}
          disabled={!form.editable}
          describedBy={`${id}-state`}
          onChange={(on) => form.change(setState(form.structure, flag.path, on))}
        />
        <strong>{words(flag.state === 'ENABLED' ? 'form.enabled' : 'form.disabled')}</strong>
        <span className="muted" id={`${id}-state`}>
          {flag.state === 'DISABLED' && words('form.disabledNote')}
        </span>
      </div>
      <Problems of={state} />
      <Section title={words('form.defaultVariant')}>
        <Choice
          label={words('form.defaultVariant')}
          describedBy={`${id}-default`}
          disabled={!form.editable}
          value={chosen ?? NONE}
          onChange={(name) => form.change(setDefaultVariant(form.structure, flag.path, name === NONE ? null : name))}
          options={[
            ...[...(chosen !== null && !names.includes(chosen) ? [chosen] : []), ...names].filter((name) => name !== NONE).map((name) => ({ value: name, label: name })),
            { value: NONE, label: words('form.codeDefault') },
          ]}
        />
        <Problems of={byDefault} id={`${id}-default`} />
      </Section>
      <Section title={words('form.variants')}>
        <table className="form-table">
          <thead>
            <tr>
              <th scope="col">{words('form.variant')}</th>
              <th scope="col">{words('form.value')}</th>
            </tr>
          </thead>
          <tbody>
            {flag.variants.map(({ name, value }) => (
              <tr key={name}>
                <th scope="row">
                  {name} {name === chosen && <span className="form-mark">{words('form.default')}</span>}
                </th>
                <td>
                  <Literal value={value} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <Problems of={problemsWithin(problems, at('variants'))} />
      </Section>
      <Section title={words('form.targeting')}>
        <Rules flag={flag} form={form} />
      </Section>
      {Object.keys(flag.metadata).length > 0 && (
        <Section title={words('form.metadata')}>
          <Literal value={flag.metadata} />
        </Section>
      )}
    </>
  );
}

function Rules({ flag, form }: { flag: FlagdFlag; form: Form }) {
  const words = useWords();
  const { rules } = flag;
  const targeting = problemsWithin(form.problems, [...flag.path, 'targeting']);
  const open = rules.every(({ condition }) => condition !== null);
  const rest = problemsOutside(targeting, rules.flatMap(({ condition, serve }) => (condition === null ? [serve.path] : [condition.path, serve.path])));
  if (rules.length === 0) {
    return (
      <>
        <p className="muted">{words('form.noTargeting')}</p>
        <Problems of={rest} />
      </>
    );
  }
  return (
    <>
      <ol className="form-rules">
        {rules.map((rule, index) => (
          <RuleItem key={index} rule={rule} index={index} form={form} />
        ))}
        {open && <li className="muted">{flag.defaultVariant === null ? words('form.everyoneElseCode') : words('form.everyoneElse', { variant: flag.defaultVariant })}</li>}
      </ol>
      <Problems of={rest} />
    </>
  );
}

function RuleItem({ rule: { condition, serve }, index, form }: { rule: Rule; index: number; form: Form }) {
  const words = useWords();
  return (
    <li>
      {condition !== null ? (
        <p>
          <b>{words(index === 0 ? 'form.if' : 'form.elseIf')}</b> <Pieces of={conditionWords(condition.logic, words)} />
        </p>
      ) : (
        index > 0 && (
          <p>
            <b>{words('form.otherwise')}</b>
          </p>
        )
      )}
      {condition !== null && <Problems of={problemsWithin(form.problems, condition.path)} />}
      <Served serve={serve} form={form} />
      <Problems of={problemsWithin(form.problems, serve.path)} />
    </li>
  );
}

function Served({ serve, form }: { serve: Serve; form: Form }) {
  const words = useWords();
  switch (serve.kind) {
    case 'variant':
      return (
        <p className="form-serves">
          {words('form.serves')} <code data-kind="value">{serve.variant}</code>
        </p>
      );
    case 'default':
      return (
        <p className="form-serves">
          {words('form.serves')} {words('form.servesDefault')}
        </p>
      );
    case 'computed':
      return <Computed label={words('form.servesComputed')} path={serve.path} form={form} />;
    case 'split':
      return <Split split={serve} form={form} />;
  }
}

function Split({ split, form }: { split: Extract<Serve, { kind: 'split' }>; form: Form }) {
  const words = useWords();
  const shares = split.buckets.flatMap(({ variant, weight }) => (variant === null || weight === null ? [] : [{ name: variant, weight }]));
  if (shares.length < split.buckets.length) return <Computed label={words('form.splitComputed')} path={split.path} form={form} />;
  const by = split.bucketBy;
  const label = by === undefined ? words('form.splitByKey') : words('form.splitBy', { attribute: by !== null && typeof by === 'object' && 'var' in by ? String(by.var) : JSON.stringify(by) });
  return (
    <>
      <p className="form-serves">{label}</p>
      <SplitTable
        shares={shares}
        scale={{ unit: 'weight', total: null }}
        label={label}
        editable={form.editable}
        onChange={(weights) => form.change(setWeights(form.structure, split.path, weights))}
      />
    </>
  );
}

/** What has no form, as it is written. */
function Computed({ label, path, form }: { label: string; path: Path; form: Form }) {
  const node = nodeAt(form.structure.root, path);
  return (
    <>
      <p className="form-serves">{label}</p>
      <pre className="form-code" role="group" aria-label={label} tabIndex={0}>{node === undefined ? '' : JSON.stringify(plain(node), null, 2)}</pre>
    </>
  );
}
