import type { Preview } from '../../../shared/plans/preview';
import { ValueDiff } from './ValueDiff';

/** What one row of a plan changes. A value that is not here is not known. */
export function PreviewDiff({ row: { key, kind, before, after } }: { row: Preview }) {
  return (
    <ValueDiff
      name={key}
      label={key}
      before={kind === 'created' ? 'absent' : before === undefined ? 'unknown' : before}
      after={kind === 'deleted' ? 'absent' : after === undefined ? 'unknown' : after}
    />
  );
}
