import { expect, test } from 'vitest';
import { auditFilter, everything, isNarrowed } from '../../../renderer/views/activity/filter';
import { auditFilterSchema } from '../../../shared/model/audit';

const now = Date.parse('2026-11-29T12:00:00Z');

test('nothing chosen lets everything through', () => {
  expect(auditFilter(everything, now)).toEqual({});
  expect(isNarrowed(everything)).toBe(false);
});

test('what is chosen becomes a filter that main takes, a span beginning that long ago', () => {
  const choice = { text: ' INC-204 ', sourceId: 'prod', state: 'refused', span: 'minutes' } as const;
  const filter = auditFilter(choice, now);
  expect(filter).toEqual({ text: 'INC-204', sourceId: 'prod', states: ['refused'], from: '2026-11-29T11:50:00.000Z' });
  expect(auditFilterSchema.safeParse(filter).success).toBe(true);
  expect(isNarrowed(choice)).toBe(true);
});
