import './search-field.css';
import { IconSearch } from '@tabler/icons-react';

export interface SearchFieldProps {
  readonly id?: string;
  /** Accessible name; also what stands in the empty field, if no hint does. */
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** A field that narrows a list down. Escape empties it. */
export function SearchField({ id, label, hint = label, value, onChange }: SearchFieldProps) {
  return (
    <label className="search-field">
      <IconSearch size={13} aria-hidden />
      <input
        id={id}
        type="search"
        aria-label={label}
        placeholder={hint}
        value={value}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '' || event.nativeEvent.isComposing) return;
          event.preventDefault();
          onChange('');
        }}
      />
    </label>
  );
}
