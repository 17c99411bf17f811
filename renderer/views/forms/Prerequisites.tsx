/** Toggles that have to serve a value before a FeatureProbe toggle is looked at. */
import { IconTrash } from '@tabler/icons-react';
import { addPrerequisite, removeItem, setPrerequisite, setPrerequisiteValue } from '../../../shared/flags/featureprobe/edit-rules';
import type { FeatureProbeView, Toggle } from '../../../shared/flags/featureprobe/view';
import type { Path } from '../../../shared/flags/problem';
import { isSame } from '../../../shared/flags/syntax/node';
import { IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { TextField, ValueField } from './fields';
import { problemsWithin, type Form } from './form';
import { Choice, Problems } from './parts';
import { shortJson } from './pieces';
import { AddButton, focusAdding } from './RuleTools';
import { spellingAt } from './Variants';

interface PrerequisitesProps {
  readonly toggle: Toggle;
  readonly path: Path;
  readonly view: FeatureProbeView;
  readonly form: Form;
}

/** The prerequisites: chosen among the toggles and variations of the repository, or typed where it is not known. */
export function Prerequisites({ toggle, path, view, form }: PrerequisitesProps) {
  const words = useWords();
  const { structure, change, editable } = form;
  const list: Path = [...path, 'prerequisites'];
  const prerequisites = toggle.prerequisites ?? [];
  const others = view.shape === 'toggle' ? [] : view.toggles.map((one) => one.toggle).filter(({ key }) => key !== toggle.key);
  const problems = problemsWithin(form.problems, list);
  if (!editable) {
    return (
      <>
        <ul className="form-list">
          {prerequisites.map(({ key, value }, index) => (
            <li key={index}>{words('form.prerequisite', { toggle: key, value: shortJson(value) })}</li>
          ))}
        </ul>
        <Problems of={problems} />
      </>
    );
  }
  const variationsOf = (key: string): readonly unknown[] => others.find((other) => other.key === key)?.variations ?? [];
  const choose = (index: number, key: string, value: unknown) => {
    const [first, ...more] = variationsOf(key);
    // a value that the other toggle does not have would never be served
    const kept = first === undefined || [first, ...more].some((variation) => isSame(variation, value));
    change(setPrerequisite(structure, [...list, index], key, kept ? undefined : first));
  };
  const add = () => {
    const [first] = others;
    change(addPrerequisite(structure, path, first?.key ?? '', first === undefined ? true : (first.variations[0] ?? true)));
  };
  return (
    <>
      {prerequisites.length === 0 && <p className="muted">{words('form.edit.noPrerequisites')}</p>}
      <ul className="prerequisites">
        {prerequisites.map(({ key, value }, index) => {
          const number = { index: index + 1 };
          const variations = variationsOf(key);
          const at = variations.findIndex((variation) => isSame(variation, value));
          const spelling = spellingAt(structure, [...list, index, 'value'], value);
          return (
            <li key={index} className="condition">
              {others.length > 0 ? (
                <Choice
                  compact
                  label={words('form.edit.prerequisiteToggle', number)}
                  disabled={false}
                  value={key}
                  options={[...(others.some((other) => other.key === key) ? [] : [key]), ...others.map((other) => other.key)].map((one) => ({ value: one, label: one }))}
                  onChange={(chosen) => choose(index, chosen, value)}
                />
              ) : (
                <TextField label={words('form.edit.prerequisiteToggle', number)} value={key} onChange={(text) => change(setPrerequisite(structure, [...list, index], text))} />
              )}
              <span className="muted">{words('form.edit.prerequisiteServes')}</span>
              {variations.length > 0 ? (
                <Choice
                  compact
                  label={words('form.edit.prerequisiteValue', number)}
                  disabled={false}
                  value={String(at)}
                  options={[...(at < 0 ? [{ value: '-1', label: shortJson(value) }] : []), ...variations.map((variation, which) => ({ value: String(which), label: shortJson(variation, 60) }))]}
                  onChange={(which) => change(setPrerequisiteValue(structure, [...list, index], JSON.stringify(variations[Number(which)])))}
                />
              ) : (
                <ValueField label={words('form.edit.prerequisiteValue', number)} value={value} spelling={spelling} onChange={(json) => change(setPrerequisiteValue(structure, [...list, index], json))} />
              )}
              <IconButton
                label={words('form.edit.removePrerequisite', number)}
                size={22}
                onClick={() => {
                  focusAdding();
                  change(removeItem(structure, list, index));
                }}
              >
                <IconTrash size={14} />
              </IconButton>
            </li>
          );
        })}
      </ul>
      <Problems of={problems} />
      <AddButton onClick={add}>{words('form.edit.addPrerequisite')}</AddButton>
    </>
  );
}
