export interface ToggleProps {
  /** Accessible name. */
  label: string;
  on: boolean;
  /** Keeps the focus and takes no presses. */
  busy: boolean;
  disabled: boolean;
  describedBy?: string;
  onChange: (on: boolean) => void;
}

/** A switch. A busy or disabled one stays reachable by keyboard, so that its reason can be read. */
export function Toggle({ label, on, busy, disabled, describedBy, onChange }: ToggleProps) {
  return (
    <button
      type="button"
      role="switch"
      className="toggle"
      aria-label={label}
      aria-checked={on}
      aria-disabled={busy || disabled}
      aria-busy={busy}
      aria-describedby={describedBy}
      onClick={() => {
        if (!busy && !disabled) onChange(!on);
      }}
    >
      <span className="toggle-thumb" aria-hidden />
    </button>
  );
}
