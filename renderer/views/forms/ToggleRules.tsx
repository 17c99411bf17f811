/** The rules of a FeatureProbe toggle, with their conditions as fields. */
import { predicates } from '../../../shared/flags/featureprobe/checks';
import { addToggleCondition, addToggleRule, removeItem, setToggleCondition, swapToggleRules } from '../../../shared/flags/featureprobe/edit-rules';
import type { Toggle, ToggleCondition } from '../../../shared/flags/featureprobe/view';
import type { Path } from '../../../shared/flags/problem';
import { setItems } from '../../../shared/flags/syntax/edit-items';
import { useWords } from '../../ui/text';
import { Removable } from './ConditionFields';
import { ListField, TextField } from './fields';
import { problemsOutside, problemsWithin, type Form } from './form';
import { Choice, Pieces, Problems } from './parts';
import type { Sentence } from './pieces';
import { AddButton, RuleTools, useRuleList } from './RuleTools';
import { ToggleServe } from './ToggleServe';
import { predicateWords, ruleWords } from './toggle-words';

interface RulesProps {
  readonly toggle: Toggle;
  readonly path: Path;
  readonly form: Form;
}

/** The rules, from top to bottom. */
export function ToggleRules({ toggle, path, form }: RulesProps) {
  const words = useWords();
  const tools = useRuleList();
  const { structure, change, editable } = form;
  const list: Path = [...path, 'rules'];
  const problems = problemsWithin(form.problems, list);
  const subjects = [...new Set(toggle.rules.flatMap(({ conditions }) => conditions.flatMap(({ subject = '' }) => (subject === '' ? [] : [subject]))))];
  const last = toggle.rules.length - 1;
  const swap = (from: number, to: number) => {
    const edited = swapToggleRules(structure, path, from, to);
    change(edited);
    if (edited.ok) tools.onMoved(from, to);
  };
  const remove = (index: number) => {
    change(removeItem(structure, list, index));
    tools.onRemoved(index);
  };
  const add = () => {
    const edited = addToggleRule(structure, path);
    change(edited);
    if (edited.ok) tools.onAdded(last + 1);
  };
  return (
    <>
      {toggle.rules.length === 0 && <p className="muted">{words('form.noRules')}</p>}
      <ol className="form-rules" ref={tools.list}>
        {toggle.rules.map(({ conditions, serve }, index) => (
          <li key={index} data-rule={index}>
            <div className="rule-line">
              <p>
                <b>{words(index === 0 ? 'form.if' : 'form.elseIf')}</b> <Pieces of={ruleWords(conditions, words)} />
              </p>
              {editable && (
                <RuleTools
                  index={index}
                  open={tools.open === index}
                  onUnfold={() => tools.unfold(index)}
                  onUp={index > 0 ? () => swap(index, index - 1) : null}
                  onDown={index < last ? () => swap(index, index + 1) : null}
                  onRemove={() => remove(index)}
                />
              )}
            </div>
            {editable && tools.open === index && (
              <div className="rule-conditions" role="group" aria-label={words('form.edit.conditionsOf', { index: index + 1 })}>
                <Conditions conditions={conditions} path={[...list, index]} subjects={subjects} autoFocus={tools.added} form={form} />
              </div>
            )}
            <ToggleServe serve={serve} path={[...list, index, 'serve']} toggle={toggle} label={editable ? words('form.edit.serves', { index: index + 1 }) : words('form.rule', { index: index + 1 })} form={form} />
            <Problems of={problemsWithin(problems, [...list, index])} />
          </li>
        ))}
      </ol>
      <Problems of={problemsOutside(problems, toggle.rules.map((_, index) => [...list, index]))} />
      {editable && (
        <AddButton buttonRef={tools.add} onClick={add}>
          {words('form.edit.addRule')}
        </AddButton>
      )}
    </>
  );
}

interface ConditionsProps {
  readonly conditions: readonly ToggleCondition[];
  /** Of the rule. */
  readonly path: Path;
  readonly subjects: readonly string[];
  readonly autoFocus: boolean;
  readonly form: Form;
}

function Conditions({ conditions, path, subjects, autoFocus, form }: ConditionsProps) {
  const words = useWords();
  const { structure, change } = form;
  const list: Path = [...path, 'conditions'];
  return (
    <>
      {conditions.length === 0 && <p className="muted">{words('form.edit.noConditions')}</p>}
      <div>
        {conditions.map((condition, index) => (
          <Removable key={index} index={index} onRemove={() => change(removeItem(structure, list, index))}>
            <Condition condition={condition} path={[...list, index]} subjects={subjects} autoFocus={autoFocus && index === 0} form={form} />
          </Removable>
        ))}
      </div>
      <AddButton onClick={() => change(addToggleCondition(structure, path))}>{words('form.edit.addCondition')}</AddButton>
    </>
  );
}

type KnownType = keyof typeof predicateWords;
const isKnown = (type: string): type is KnownType => Object.hasOwn(predicateWords, type);

function Condition({ condition, path, subjects, autoFocus, form }: { condition: ToggleCondition } & Pick<ConditionsProps, 'path' | 'subjects' | 'autoFocus' | 'form'>) {
  const words = useWords();
  const { type, subject = '', predicate, objects } = condition;
  const { structure, change } = form;
  const set = (members: Parameters<typeof setToggleCondition>[2]) => change(setToggleCondition(structure, path, members));
  const known = Object.hasOwn(predicates, type) ? (predicates[type] ?? []) : [];
  const names: Readonly<Record<string, Sentence>> = isKnown(type) ? predicateWords[type] : {};
  const wordOf = (one: string): string => {
    const name = Object.hasOwn(names, one) ? names[one] : undefined;
    return name === undefined ? one : words(`form.edit.compare.${name as keyof Compare}`);
  };
  return (
    <div className="condition">
      <Choice
        compact
        label={words('form.edit.type')}
        disabled={false}
        value={type}
        options={[...(isKnown(type) ? [] : [{ value: type, label: type }]), ...Object.keys(predicates).map((one) => ({ value: one, label: isKnown(one) ? words(`form.edit.toggleTypes.${one}`) : one }))]}
        onChange={(chosen) => set({ type: chosen })}
      />
      {type !== 'segment' && <TextField label={words('form.edit.attribute')} value={subject} placeholder={type === 'datetime' ? words('form.logic.now') : undefined} autoFocus={autoFocus} known={subjects} onChange={(text) => set({ subject: text })} />}
      <Choice
        compact
        label={words('form.edit.comparison')}
        disabled={false}
        value={predicate}
        options={[...(known.includes(predicate) ? [] : [predicate]), ...known].map((one) => ({ value: one, label: wordOf(one) }))}
        onChange={(chosen) => set({ predicate: chosen })}
      />
      <ListField
        textsOnly
        label={words('form.edit.values')}
        hint={words(type === 'datetime' ? 'form.edit.secondsHint' : 'form.edit.valuesHint')}
        items={objects}
        onChange={(items) => change(setItems(structure, [...path, 'objects'], items))}
      />
    </div>
  );
}

type Compare = (typeof import('../../../shared/text/en/form-edit'))['formEditWords']['compare'];
