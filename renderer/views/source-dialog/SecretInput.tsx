import { Button, PasswordInput } from '@mantine/core';
import { useWords } from '../../ui/text';
import type { SecretField } from './form';

export interface SecretInputProps {
  label: string;
  toggleLabel: string;
  /** What stands below while none is kept, or what is kept does not stay. */
  note: string;
  field: SecretField;
  /** Whether what is kept goes along with the source as the form has it now. */
  stays: boolean;
  onChange: (field: SecretField) => void;
}

/** A secret to be typed. One that is kept is never shown: it goes on, is replaced, or is forgotten. */
export function SecretInput({ label, toggleLabel, note, field, stays, onChange }: SecretInputProps) {
  const words = useWords();
  const { text } = field;
  const kept = stays ? field.kept : 'none';
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
