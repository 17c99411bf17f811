import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SimulationNews } from '../../../shared/model/rollout';
import { ribbonsOf } from '../../../renderer/views/rollout/who/ribbons';
import { matrixOf } from '../../../renderer/views/rollout/matrix';

const newsOf = (width: number, counts: readonly number[]): SimulationNews => ({
  ticket: '',
  id: '',
  done: 0,
  size: 0,
  outcomes: Array.from({ length: width - 2 }, (_, at) => ({ name: `v${at}`, value: at })),
  matrices: [Uint32Array.from(counts)],
  sides: [],
  timedOut: 0,
});

const matrices = fc.integer({ min: 2, max: 6 }).chain((width) => fc.array(fc.nat(1000), { minLength: width * width, maxLength: width * width }).map((counts) => ({ width, counts })));

test('ribbons fill both bars from end to end, each as high as its share of the users', () => {
  fc.assert(
    fc.property(matrices, ({ width, counts }) => {
      const matrix = matrixOf(newsOf(width, counts), 0);
      const { left, right, ribbons } = ribbonsOf(matrix, 100);
      expect(ribbons.reduce((sum, { count }) => sum + count, 0)).toBe(matrix.users);
      for (const [bar, ends, place] of [[left, 'left', 'from'], [right, 'right', 'to']] as const) {
        if (bar.length > 0) expect([bar[0]?.from, bar.at(-1)?.to]).toEqual([0, expect.closeTo(100, 6)]);
        for (const segment of bar) {
          const own = ribbons.filter((ribbon) => ribbon[place] === segment.at).toSorted((a, b) => a[ends][0] - b[ends][0]);
          expect(own[0]?.[ends][0]).toBeCloseTo(segment.from, 6);
          expect(own.at(-1)?.[ends][1]).toBeCloseTo(segment.to, 6);
          for (const [index, ribbon] of own.entries()) if (index > 0) expect(ribbon[ends][0]).toBeCloseTo(own[index - 1]?.[ends][1] ?? 0, 6);
        }
      }
    }),
  );
});
