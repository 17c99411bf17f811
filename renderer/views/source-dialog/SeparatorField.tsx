import { TextInput } from '@mantine/core';
import { useWords } from '../../ui/text';
import type { FormParts } from './fields';

const usual = ['/', '.', ':', '-'] as const;

/** What cuts keys into rows: one of the usual, or any other. */
export function SeparatorField({ form, change, errorOf }: FormParts) {
  const words = useWords();
  return (
    <TextInput
      label={words('source.dialog.separator')}
      description={words('source.dialog.separatorNote')}
      value={form.separator}
      error={errorOf('separator')}
      spellCheck={false}
      className="mono-input"
      inputContainer={(input) => (
        <div className="form-row">
          {input}
          {usual.map((separator) => (
            <button
              key={separator}
              type="button"
              className="mono form-choice"
              aria-label={words('source.dialog.separatorChoice', { separator })}
              aria-pressed={form.separator === separator}
              onClick={() => change({ separator })}
            >
              {separator}
            </button>
          ))}
        </div>
      )}
      onChange={(event) => change({ separator: event.currentTarget.value })}
    />
  );
}
