import { useId } from 'react';
import { setDefaultVariant, setState } from '../../../shared/flags/flagd/edit';
import type { Evaluators } from '../../../shared/flags/flagd/targeting';
import type { FlagdFlag } from '../../../shared/flags/flagd/view';
import type { Path } from '../../../shared/flags/problem';
import { Toggle } from '../../ui/Toggle';
import { useWords } from '../../ui/text';
import { FlagdRules } from './FlagdRules';
import { problemsOutside, problemsWithin, type Form } from './form';
import { Choice, Literal, Problems, Section } from './parts';
import { Variants } from './Variants';

/** Stands for no default variant among the choices: a variant can have any name, but the empty one no schema allows. */
const NONE = '';

/** State, default, variants and targeting of a flag. */
export function FlagdForm({ flag, evaluators, form }: { flag: FlagdFlag; evaluators: Evaluators; form: Form }) {
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
        <Variants flag={flag} evaluators={evaluators} form={form} />
        <Problems of={problemsWithin(problems, at('variants'))} />
      </Section>
      <Section title={words('form.targeting')}>
        <FlagdRules flag={flag} form={form} />
      </Section>
      {Object.keys(flag.metadata).length > 0 && (
        <Section title={words('form.metadata')}>
          <Literal value={flag.metadata} />
        </Section>
      )}
    </>
  );
}
