import { Button, TextInput } from '@mantine/core';
import { useId } from 'react';
import type { ChosenFile } from '../../../shared/contract';
import { chooseFile } from '../../store/actions';
import { useWords } from '../../ui/text';

export interface FileInputProps {
  what: ChosenFile;
  label: string;
  description?: string;
  placeholder?: string;
  value: string;
  error: string | undefined;
  onChange: (path: string) => void;
}

/** A path that is typed, or chosen in the system's own dialog. */
export function FileInput({ what, label, description, placeholder, value, error, onChange }: FileInputProps) {
  const words = useWords();
  const id = useId();
  const choose = async () => {
    const path = await chooseFile(what);
    if (path !== null) onChange(path);
  };
  return (
    <TextInput
      {...(what === 'workspace' && { 'data-autofocus': true })}
      label={<span id={id}>{label}</span>}
      description={description}
      placeholder={placeholder}
      value={value}
      error={error}
      spellCheck={false}
      className="mono-input"
      inputContainer={(input) => (
        <div className="form-row">
          {input}
          <Button variant="default" aria-describedby={id} onClick={() => void choose()}>
            {words('source.dialog.choose')}
          </Button>
        </div>
      )}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
