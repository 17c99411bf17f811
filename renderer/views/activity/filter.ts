/** How the audit is narrowed down, as the view's controls have it. */
import type { AuditFilter, AuditState } from '../../../shared/model/audit';
import type { SourceId } from '../../../shared/model/source';

const MINUTE_MS = 60_000;

/** Spans of time back from now, in milliseconds; without an end, all of it. */
export const spans = { all: null, minutes: 10 * MINUTE_MS, hour: 60 * MINUTE_MS, day: 24 * 60 * MINUTE_MS, week: 7 * 24 * 60 * MINUTE_MS } as const;
export type SpanName = keyof typeof spans;

export interface Choice {
  readonly text: string;
  readonly sourceId: SourceId | null;
  readonly state: AuditState | null;
  readonly span: SpanName;
}

/** Nothing is left out. */
export const everything: Choice = { text: '', sourceId: null, state: null, span: 'all' };

/** Where a span begins, in milliseconds since 1970. */
export const beginOf = (span: SpanName, now: number): number => (spans[span] === null ? 0 : now - spans[span]);

/** The filter that main applies. */
export function auditFilter({ text, sourceId, state, span }: Choice, now: number): AuditFilter {
  const sought = text.trim();
  return {
    ...(sought !== '' && { text: sought }),
    ...(sourceId !== null && { sourceId }),
    ...(state !== null && { states: [state] }),
    ...(spans[span] !== null && { from: new Date(beginOf(span, now)).toISOString() }),
  };
}

/** Whether anything may be left out. */
export const isNarrowed = ({ text, sourceId, state, span }: Choice): boolean => text.trim() !== '' || sourceId !== null || state !== null || span !== 'all';
