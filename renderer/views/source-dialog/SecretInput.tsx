import { Button, PasswordInput } from '@mantine/core';
import { useWords } from '../../ui/text';
import type { SecretField } from './form';

export interface SecretInputProps {
  label: string;
  toggleLabel: string;
  /** What stands below while none is kept. */
  note: string;
  field: SecretField;
  onChange: (field: SecretField) => void;
}

/** A secret to be typed. One that is kept is never shown: it goes on, is replaced, or is forgotten. */
export function SecretInput({ label, toggleLabel, note, field, onChange }: SecretInputProps) {
  const words = useWords();
  const { text, kept } = field;
  return (
    <PasswordInput
        label={label}
        description={kept === 'none' ? note : words(kept === 'kept' ? 'source.dialog.keptNote' : 'source.dialog.forgotten')}
        placeholder={kept === 'kept' ? words('source.dialog.keptPlaceholder') : ''}
        value={text}
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': toggleLabel }}
        onChange={(event) => onChange({ ...field, text: event.currentTarget.value })}
      inputContainer={(input) => (
        <div className="form-row">
          {input}
          {kept === 'kept' && (
            <Button variant="default" onClick={() => onChange({ text: '', kept: 'forgotten' })}>
              {words('source.dialog.forget')}
            </Button>
          )}
        </div>
      )}
    />
  );
}
