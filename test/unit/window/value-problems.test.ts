import { describe, expect, it } from 'vitest';
import type { Format } from '../../../shared/flags/format';
import { marksOf, structureOf } from '../../../renderer/views/detail/problems';

const as = (format: Format) => ({ rules: [{ pattern: '/notes/*', format }], separator: '/' });
const guessed = { rules: [], separator: '/' };

describe('a text that is typed', () => {
  it('is marked as what a rule for its key says that it is', () => {
    expect(marksOf('/notes/a', 'a: 1', guessed)).toEqual([]);
    expect(marksOf('/notes/a', 'a: 1', as('json'))[0]).toMatchObject({ line: 1, severity: 'error' });
    expect(marksOf('/notes/a', '{"a": 1', as('text'))).toEqual([]);
    expect(marksOf('/other', '{"a": 1', as('text'))).not.toEqual([]);
  });

  it('is laid out as that, or not at all', () => {
    expect(structureOf('/notes/a', '{"a":1}', guessed)?.syntax).toBe('json');
    expect(structureOf('/notes/a', '{"a":1}', as('text'))).toBeNull();
    expect(structureOf('/notes/a', '{"a":1}', as('yaml'))?.syntax).toBe('yaml');
  });
});
