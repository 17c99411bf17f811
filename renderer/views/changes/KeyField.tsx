import { Textarea } from '@mantine/core';
import type { Fault } from '../../../shared/fault';
import { faultSentence } from '../../ui/text';

interface KeyFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  readonly fault: Fault | null;
  readonly onChange: (value: string) => void;
}

/** A key or its name. A field of one line would silently take line ends out of what is pasted, and the key would be another. */
export function KeyField({ label, description, value, fault, onChange }: KeyFieldProps) {
  return (
    <Textarea
      data-autofocus
      className="key-field"
      label={label}
      description={description}
      value={value}
      error={fault === null ? undefined : faultSentence(fault)}
      autosize
      minRows={1}
      maxRows={4}
      spellCheck={false}
      autoComplete="off"
      onFocus={({ currentTarget }) => currentTarget.setSelectionRange(value.length, value.length)}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
        event.preventDefault();
        event.currentTarget.form?.requestSubmit();
      }}
    />
  );
}
