/** What a value is, and the rule that says so: one for a pattern of keys, kept on this computer. */
import { Button, NativeSelect, Popover, TextInput, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useId, useState, type FormEvent } from 'react';
import { formats, MOST_FORMAT_RULES, ruleFor, type Format, type FormatRule } from '../../../shared/flags/format';
import type { Value } from '../../../shared/flags/value';
import type { Key } from '../../../shared/model/key';
import { MOST_PATTERN_LENGTH, patternProblem } from '../../../shared/model/key-pattern';
import { setFormatRules } from '../../store/actions';
import { useWords } from '../../ui/text';
import './read-as.css';

interface ReadAsProps {
  readonly entryKey: Key;
  readonly kind: Value['kind'];
  readonly rules: readonly FormatRule[];
  readonly separator: string;
}

/** The kind of the value, as the button that changes how it is read. */
export function ReadAs(props: ReadAsProps) {
  const words = useWords();
  const [opened, setOpened] = useState(false);
  const rule = ruleFor(props.entryKey, props.rules, props.separator);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus shadow="md" transitionProps={{ duration: 0 }} withRoles={false}>
      <Popover.Target>
        <UnstyledButton className="read-as" aria-haspopup="dialog" aria-expanded={opened} onClick={() => setOpened(!opened)} title={words('form.readAs')}>
          <span className="value-kind">{words(`value.kind.${props.kind}`)}</span>
          {rule !== undefined && <i className="read-as-rule" aria-hidden />}
          <span className="visually-hidden">{words('form.readAs')}</span>
          <IconChevronDown size={11} aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <RuleForm {...props} rule={rule} onDone={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Patterns are written with `/`, whatever separates the keys of a store. */
const written = (key: Key, separator: string): string => (separator === '/' ? key : key.split(separator).join('/'));

function RuleForm({ entryKey, kind, rules, rule, separator, onDone }: ReadAsProps & { rule: FormatRule | undefined; onDone: () => void }) {
  const words = useWords();
  const id = useId();
  const own = written(entryKey, separator);
  const guessed: Format = formats.find((format) => format === kind) ?? 'text';
  const [format, setFormat] = useState<Format>(rule?.format ?? guessed);
  const [pattern, setPattern] = useState(rule?.pattern ?? own);
  const cut = own.lastIndexOf('/');
  const others = rules.filter((other) => other.pattern !== pattern && other !== rule);
  const problem = patternProblem(pattern);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (problem !== undefined) return;
    // the newest comes first, so that it counts more than a wider one
    void setFormatRules([{ pattern, format }, ...others].slice(0, MOST_FORMAT_RULES));
    onDone();
  };
  return (
    <form className="rule-form" aria-label={words('form.readAs')} onSubmit={save}>
      <NativeSelect
        label={words('form.readAsFormat')}
        data-autofocus
        value={format}
        onChange={(event) => setFormat(formats.find((one) => one === event.currentTarget.value) ?? guessed)}
        data={formats.map((value) => ({ value, label: words(`value.kind.${value}`) }))}
      />
      <TextInput label={words('form.readAsFor')} list={`${id}-patterns`} spellCheck={false} required maxLength={1024} value={pattern} error={pattern !== '' && problem && words(`settings.problem.pattern.${problem}`, { most: MOST_PATTERN_LENGTH })} onChange={(event) => setPattern(event.currentTarget.value)} />
      <datalist id={`${id}-patterns`}>
        <option value={own} />
        <option value={`${own.slice(0, cut + 1)}*`} />
        <option value={`**/${own.slice(cut + 1)}`} />
      </datalist>
      <p className="muted">{words('form.readAsNote')}</p>
      <div className="rule-buttons">
        {rule !== undefined && (
          <Button
            variant="default"
            onClick={() => {
              void setFormatRules(rules.filter((other) => other !== rule));
              onDone();
            }}
          >
            {words('form.readAsRemove')}
          </Button>
        )}
        <Button type="submit">{words('form.readAsSave')}</Button>
      </div>
    </form>
  );
}
