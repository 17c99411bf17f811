import { Button, PasswordInput } from '@mantine/core';
import { useWords } from '../../ui/text';
import type { SecretField } from './form';

export interface SecretInputProps {
  label: string;
  toggleLabel: string;
  /** What stands below while none is kept. */
  note: string;
  field: SecretField;
  /** Why what is kept is asked for again, where the source that the form stands for does not take it along. */
  askedAgain: string | undefined;
  onChange: (field: SecretField) => void;
}

/** A secret to be typed. One that is kept is never shown: it goes on, is replaced, or is forgotten. */
export function SecretInput({ label, toggleLabel, note, field, askedAgain, onChange }: SecretInputProps) {
  const words = useWords();
  const { text } = field;
  const isAskedAgain = field.kept === 'kept' && askedAgain !== undefined;
  const kept = isAskedAgain ? 'none' : field.kept;
  const description = isAskedAgain ? askedAgain : kept === 'none' ? note : words(kept === 'kept' ? 'source.dialog.keptNote' : 'source.dialog.forgotten');
  return (
    <PasswordInput
      label={label}
      description={description}
      descriptionProps={isAskedAgain ? { className: 'form-asked' } : {}}
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
