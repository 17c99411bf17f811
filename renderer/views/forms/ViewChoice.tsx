import { SegmentedControl } from '@mantine/core';
import { useWords } from '../../ui/text';

/** How a value that has a form is shown. */
export type ValueView = 'form' | 'text';
/** Whether something remembered is such a choice. */
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
