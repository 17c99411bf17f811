/** Conditions of flagd's targeting as fields. What has no typed form is shown as it reads, and stays as it is. */
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formOf, testOperators, valueKind, withOperator, type Group, type Test } from '../../../shared/flags/flagd/condition';
import { addCondition, removeCondition, setGroup } from '../../../shared/flags/flagd/edit-rules';
import type { Path } from '../../../shared/flags/problem';
import { edit } from '../../../shared/flags/syntax/change';
import { setItems } from '../../../shared/flags/syntax/edit-items';
import type { Scalar } from '../../../shared/flags/syntax/node';
import { IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { ListField, ScalarField, TextField } from './fields';
import type { Form } from './form';
import { Choice, Pieces } from './parts';
import { AddButton, focusAdding } from './RuleTools';
import { conditionWords } from './targeting-words';

interface ConditionProps {
  readonly logic: unknown;
  readonly path: Path;
  readonly form: Form;
  /** Attributes that rules of the document ask for. */
  readonly attributes: readonly string[];
  readonly autoFocus?: boolean;
}

/** The conditions of one rule. */
export function ConditionFields(props: ConditionProps) {
  const words = useWords();
  const { logic, path, form } = props;
  const shape = formOf(logic);
  return (
    <>
      <ConditionForm {...props} />
      {shape?.kind !== 'group' && <AddButton onClick={() => form.change(addCondition(form.structure, path, null))}>{words('form.edit.addCondition')}</AddButton>}
    </>
  );
}

function ConditionForm(props: ConditionProps) {
  const words = useWords();
  const shape = formOf(props.logic);
  if (shape?.kind === 'test') return <TestFields {...props} test={shape} />;
  if (shape?.kind === 'group') return <GroupFields {...props} group={shape} />;
  return (
    <p className="condition">
      <Pieces of={conditionWords(props.logic, words)} /> <span className="muted">{words('form.edit.asText')}</span>
    </p>
  );
}

function GroupFields({ group, path, form, attributes, autoFocus = false }: ConditionProps & { group: Group }) {
  const words = useWords();
  const list: Path = [...path, group.operator];
  return (
    <div className="condition-group">
      <Choice
        compact
        label={words('form.edit.group')}
        disabled={false}
        value={group.operator}
        options={(['and', 'or'] as const).map((value) => ({ value, label: words(`form.edit.${value}`) }))}
        onChange={(to) => form.change(setGroup(form.structure, path, group.operator, to === 'or' ? 'or' : 'and'))}
      />
      <div>
        {group.parts.map((part, index) => (
          <Removable key={index} index={index} onRemove={group.parts.length > 1 ? () => form.change(removeCondition(form.structure, list, index)) : null}>
            <ConditionForm logic={part} path={[...list, index]} form={form} attributes={attributes} autoFocus={autoFocus && index === 0} />
          </Removable>
        ))}
      </div>
      <AddButton onClick={() => form.change(addCondition(form.structure, path, list))}>{words('form.edit.addCondition')}</AddButton>
    </div>
  );
}

/** One of several conditions, which can be taken out. */
export function Removable({ index, onRemove, children }: { index: number; onRemove: (() => void) | null; children: ReactNode }) {
  const words = useWords();
  const number = { index: index + 1 };
  return (
    <div role="group" aria-label={words('form.edit.condition', number)} className="condition-item">
      {children}
      {onRemove !== null && (
        <IconButton
          label={words('form.edit.removeCondition', number)}
          size={22}
          onClick={() => {
            focusAdding();
            onRemove();
          }}
        >
          <IconX size={14} />
        </IconButton>
      )}
    </div>
  );
}

function TestFields({ test, path, form, attributes, autoFocus = false }: ConditionProps & { test: Test }) {
  const words = useWords();
  const { structure, change } = form;
  const { operator, value } = test;
  const kind = valueKind(operator);
  const place: Path = [...path, ...test.valuePath];
  return (
    <div className="condition">
      <TextField
        label={words('form.edit.attribute')}
        value={test.attribute}
        autoFocus={autoFocus}
        known={attributes}
        onChange={(attribute) => change(edit(structure, [{ kind: 'set', path: [...path, ...test.attributePath], value: attribute }]))}
      />
      <Choice
        compact
        label={words('form.edit.comparison')}
        disabled={false}
        value={operator}
        options={testOperators.map((one) => ({ value: one, label: words(`form.edit.compare.${one}`) }))}
        onChange={(chosen) => change(edit(structure, withOperator(path, test, testOperators.find((one) => one === chosen) ?? operator)))}
      />
      {typeof value === 'object' && value !== null ? (
        <ListField label={words('form.edit.values')} hint={words('form.edit.valuesHint')} items={value as readonly Scalar[]} onChange={(items) => change(setItems(structure, place, items))} />
      ) : (
        <ScalarField value={value as Scalar} kind={kind === 'list' ? 'any' : kind} onChange={(json) => change(edit(structure, [{ kind: 'write', path: place, json }]))} />
      )}
    </div>
  );
}
