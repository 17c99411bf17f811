import { Checkbox } from '@mantine/core';
import type { Warning } from '../../../shared/plans/warnings';
import { useWords } from '../../ui/text';

interface AsTextProps {
  /** Of the sentence that says what waits for it. */
  readonly id: string;
  readonly broken: readonly Warning[];
  readonly agreed: boolean;
  readonly disabled: boolean;
  readonly onChange: (agreed: boolean) => void;
}

/** The agreement to write values that are no longer what they were written in. Without it they are most likely a slip. */
export function AsText({ id, broken, agreed, disabled, onChange }: AsTextProps) {
  const words = useWords();
  const codes = new Set(broken.map(({ code }) => code));
  const syntax = [codes.has('json-broken') && words('value.kind.json'), codes.has('yaml-broken') && words('value.kind.yaml')].filter(Boolean).join(' / ');
  return (
    <Checkbox
      size="xs"
      label={words('review.asText', { count: broken.length, syntax })}
      description={<span id={id}>{words('review.asTextFirst', { syntax })}</span>}
      checked={agreed}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
