import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { formats, MOST_FORMAT_RULES, type FormatRule } from '../../../shared/flags/format';
import { MOST_PATTERN_LENGTH, type PatternProblem } from '../../../shared/model/key-pattern';
import { IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';

interface RuleRowsProps {
  readonly rules: readonly FormatRule[];
  readonly problems: ReadonlyMap<number, PatternProblem>;
  readonly onChange: (rules: readonly FormatRule[]) => void;
}

/** Rules for the formats of values, in the order in which they count. */
export function RuleRows({ rules, problems, onChange }: RuleRowsProps) {
  const words = useWords();
  const set = (index: number, part: Partial<FormatRule>) => onChange(rules.map((rule, at) => (at === index ? { ...rule, ...part } : rule)));
  return (
    <fieldset className="settings-group">
      <legend>{words('settings.rules.heading')}</legend>
      <p className="muted">{words(rules.length === 0 ? 'settings.rules.none' : 'settings.rules.note')}</p>
      {rules.map(({ pattern, format }, index) => {
        const number = index + 1;
        const problem = problems.get(index);
        return (
          <div className="settings-row" key={index}>
            <TextInput
              className="mono-input"
              aria-label={words('settings.rules.pattern', { number })}
              spellCheck={false}
              value={pattern}
              error={problem && words(`settings.problem.pattern.${problem}`, { most: MOST_PATTERN_LENGTH })}
              onChange={({ currentTarget }) => set(index, { pattern: currentTarget.value })}
            />
            <NativeSelect
              className="settings-format"
              aria-label={words('settings.rules.format', { number })}
              value={format}
              onChange={({ currentTarget }) => set(index, { format: formats.find((one) => one === currentTarget.value) ?? format })}
              data={formats.map((value) => ({ value, label: words(`value.kind.${value}`) }))}
            />
            <IconButton label={words('settings.rules.remove', { number })} size={26} onClick={() => onChange(rules.filter((_, at) => at !== index))}>
              <IconX size={14} />
            </IconButton>
          </div>
        );
      })}
      {rules.length < MOST_FORMAT_RULES && (
        <Button variant="default" className="settings-add" leftSection={<IconPlus size={13} />} onClick={() => onChange([...rules, { pattern: '', format: 'text' }])}>
          {words('settings.rules.add')}
        </Button>
      )}
    </fieldset>
  );
}
