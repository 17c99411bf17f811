import { SegmentedControl } from '@mantine/core';
import { useWords } from '../../ui/text';

export type ValueView = 'form' | 'text';
export const isValueView = (value: unknown): value is ValueView => value === 'form' || value === 'text';

/** Form or text. Both show the same draft. */
export function ViewChoice({ view, onChange }: { view: ValueView; onChange: (view: ValueView) => void }) {
  const words = useWords();
  return (
    <SegmentedControl
      aria-label={words('form.view')}
      value={view}
      onChange={(value) => onChange(value === 'form' ? 'form' : 'text')}
      data={[
        { value: 'form', label: words('form.form') },
        { value: 'text', label: words('form.text') },
      ]}
    />
  );
}
