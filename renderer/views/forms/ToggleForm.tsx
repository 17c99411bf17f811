import { useId } from 'react';
import { setEnabled } from '../../../shared/flags/featureprobe/edit';
import type { FeatureProbeView, Toggle as ToggleData } from '../../../shared/flags/featureprobe/view';
import type { Path } from '../../../shared/flags/problem';
import { Toggle } from '../../ui/Toggle';
import { useWords } from '../../ui/text';
import { problemsOutside, problemsWithin, type Form } from './form';
import { Problems, Section } from './parts';
import { Prerequisites } from './Prerequisites';
import { ToggleRules } from './ToggleRules';
import { ToggleServe } from './ToggleServe';
import { Variations } from './Variations';

interface ToggleFormProps {
  readonly toggle: ToggleData;
  readonly path: Path;
  /** What stands beside it. */
  readonly view: FeatureProbeView;
  readonly form: Form;
}

/** Whether a toggle is enabled, what it serves by default and by its rules, what it depends on, and its values. */
export function ToggleForm({ toggle, path, view, form }: ToggleFormProps) {
  const words = useWords();
  const id = useId();
  const at = (...steps: Path): Path => [...path, ...steps];
  const problems = problemsWithin(form.problems, path);
  const places = ['enabled', 'defaultServe', 'disabledServe', 'rules', 'prerequisites'].map((name) => at(name));
  const served = { toggle, form };
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
        <ToggleServe {...served} serve={toggle.defaultServe} path={at('defaultServe')} label={words('form.defaultServe')} headed describedBy={`${id}-serve`} />
        <Problems of={problemsWithin(problems, at('defaultServe'))} id={`${id}-serve`} />
      </Section>
      <Section title={words('form.rules')}>
        <ToggleRules {...served} path={path} />
      </Section>
      <Section title={words('form.disabledServe')}>
        <ToggleServe {...served} serve={toggle.disabledServe} path={at('disabledServe')} label={words('form.disabledServe')} headed />
        <Problems of={problemsWithin(problems, at('disabledServe'))} />
      </Section>
      {(form.editable || (toggle.prerequisites ?? []).length > 0) && (
        <Section title={words('form.prerequisites')}>
          <Prerequisites {...served} path={path} view={view} />
        </Section>
      )}
      <Section title={words('form.toggleVariations')}>
        <Variations {...served} path={path} view={view} />
      </Section>
    </>
  );
}
