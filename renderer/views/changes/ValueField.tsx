import { Textarea } from '@mantine/core';
import { useWords } from '../../ui/text';

/** Where the text of a value is typed in a form. */
export function ValueField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const words = useWords();
  return (
    <Textarea
      className="value-field"
      label={words('changes.form.textLabel')}
      value={text}
      autosize
      minRows={2}
      maxRows={10}
      spellCheck={false}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
