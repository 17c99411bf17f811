/** The targeting of a flagd flag as a list of rules. */
import { IconTrash } from '@tabler/icons-react';
import { varsIn } from '../../../shared/flags/completion/completion';
import { formOf } from '../../../shared/flags/flagd/condition';
import { addRule, canServe, isOwn, isOwnRule, removeRule, setServe, swapRules, type ServeChoice } from '../../../shared/flags/flagd/edit-rules';
import type { Rule } from '../../../shared/flags/flagd/targeting';
import type { FlagdFlag } from '../../../shared/flags/flagd/view';
import { IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { ConditionFields } from './ConditionFields';
import { FlagdServe } from './FlagdServe';
import { problemsOutside, problemsWithin, type Form } from './form';
import { Pieces, Problems } from './parts';
import { AddButton, RuleTools, useRuleList } from './RuleTools';
import { conditionWords } from './targeting-words';

interface RulesProps {
  readonly flag: FlagdFlag;
  readonly form: Form;
}

/** The rules, from top to bottom, and what everyone else gets. */
export function FlagdRules({ flag, form }: RulesProps) {
  const words = useWords();
  const tools = useRuleList();
  const { rules } = flag;
  const { structure, change, editable } = form;
  const targeting = problemsWithin(form.problems, [...flag.path, 'targeting']);
  const open = rules.every(({ condition }) => condition !== null);
  const rest = problemsOutside(targeting, rules.flatMap(({ condition, serve }) => (condition === null ? [serve.path] : [condition.path, serve.path])));
  const own = rules.filter((rule) => rule.condition !== null && isOwnRule(flag, rule));
  const attributes = [...new Set([...rules.flatMap(({ condition }) => (condition === null ? [] : varsIn(condition.logic))), 'targetingKey'])];
  const add = () => {
    const edited = addRule(structure, flag, flag.defaultVariant ?? flag.variants[0]?.name ?? null);
    change(edited);
    if (edited.ok) tools.onAdded(indexOfNew(flag));
  };
  const swap = (from: number, to: number) => {
    const [one, other] = [rules[from], rules[to]];
    if (one === undefined || other === undefined) return;
    const edited = swapRules(structure, one, other);
    change(edited);
    if (edited.ok) tools.onMoved(from, to);
  };
  return (
    <>
      {rules.length === 0 && <p className="muted">{words('form.noTargeting')}</p>}
      {rules.length > 0 && (
        <ol className="form-rules" ref={tools.list}>
          {rules.map((rule, index) => {
            const changeable = editable && isOwnRule(flag, rule);
            const neighbour = (by: number) => {
              const other = rules[index + by];
              return other !== undefined && own.includes(other) ? () => swap(index, index + by) : null;
            };
            return (
              <RuleItem
                key={index}
                flag={flag}
                form={form}
                rule={rule}
                index={index}
                attributes={attributes}
                tools={
                  !changeable || rule.condition === null
                    ? null
                    : {
                        index,
                        open: tools.open === index,
                        onUnfold: formOf(rule.condition.logic) === undefined ? null : () => tools.unfold(index),
                        onUp: neighbour(-1),
                        onDown: neighbour(1),
                        onRemove: () => {
                          change(removeRule(structure, flag, rule));
                          tools.onRemoved(index);
                        },
                      }
                }
                autoFocus={tools.added}
                onServe={changeable && canServe(rule) ? (choice) => change(setServe(structure, flag, rule, choice)) : null}
                onRemoveRest={
                  changeable && rule.condition === null
                    ? () => {
                        change(removeRule(structure, flag, rule));
                        tools.onRemoved(index);
                      }
                    : null
                }
              />
            );
          })}
          {open && <li className="muted">{flag.defaultVariant === null ? words('form.everyoneElseCode') : words('form.everyoneElse', { variant: flag.defaultVariant })}</li>}
        </ol>
      )}
      <Problems of={rest} />
      {editable && (
        <AddButton buttonRef={tools.add} onClick={add}>
          {words('form.edit.addRule')}
        </AddButton>
      )}
    </>
  );
}

/** Where a rule that is added will stand: behind the last one of the flag's own. */
const indexOfNew = (flag: FlagdFlag): number => flag.rules.findLastIndex(({ condition }) => condition !== null && isOwn(flag, condition.path)) + 1;

interface RuleItemProps extends RulesProps {
  readonly rule: Rule;
  readonly index: number;
  readonly attributes: readonly string[];
  /** Null for one that cannot be changed here. */
  readonly tools: Parameters<typeof RuleTools>[0] | null;
  readonly autoFocus: boolean;
  readonly onServe: ((choice: ServeChoice) => void) | null;
  readonly onRemoveRest: (() => void) | null;
}

function RuleItem({ flag, form, rule, index, attributes, tools, autoFocus, onServe, onRemoveRest }: RuleItemProps) {
  const words = useWords();
  const { condition, serve } = rule;
  const shared = form.editable && !isOwnRule(flag, rule);
  const number = { index: index + 1 };
  return (
    <li data-rule={index}>
      {condition !== null ? (
        <div className="rule-line">
          <p>
            <b>{words(index === 0 ? 'form.if' : 'form.elseIf')}</b> <Pieces of={conditionWords(condition.logic, words)} />{' '}
            {tools !== null && tools.onUnfold === null && <span className="muted">{words('form.edit.asText')}</span>}
          </p>
          {tools !== null && <RuleTools {...tools} />}
        </div>
      ) : (
        <div className="rule-line">
          <p>{index > 0 && <b>{words('form.otherwise')}</b>}</p>
          {onRemoveRest !== null && (
            <span className="rule-tools">
              <IconButton label={words('form.edit.removeRest')} size={22} onClick={onRemoveRest}>
                <IconTrash size={14} />
              </IconButton>
            </span>
          )}
        </div>
      )}
      {shared && <p className="muted rule-note">{words('form.edit.sharedRule')}</p>}
      {condition !== null && tools?.open === true && (
        <div className="rule-conditions" role="group" aria-label={words('form.edit.conditionsOf', number)}>
          <ConditionFields logic={condition.logic} path={condition.path} form={form} attributes={attributes} autoFocus={autoFocus} />
        </div>
      )}
      {condition !== null && <Problems of={problemsWithin(form.problems, condition.path)} />}
      <FlagdServe serve={serve} flag={flag} form={form} label={condition === null ? words('form.edit.servesRest') : words('form.edit.serves', number)} onChange={onServe} />
      <Problems of={problemsWithin(form.problems, serve.path)} />
    </li>
  );
}
