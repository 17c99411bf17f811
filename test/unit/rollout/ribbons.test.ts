import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SimulationNews } from '../../../shared/model/rollout';
import { ribbonsOf } from '../../../renderer/views/rollout/who/ribbons';
import { matrixOf } from '../../../renderer/views/rollout/matrix';
import { movesOf, placesInTable } from '../../../renderer/views/rollout/who/moves';

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

test('bars of very many outcomes still have parts, whose gaps do not eat them', () => {
  const width = 192;
  const counts = Array.from({ length: width * width }, (_, cell) => (cell % (width + 1) === 0 ? 10 : 0));
  const { left, right } = ribbonsOf(matrixOf(newsOf(width, counts), 0), 150);
  for (const bar of [left, right]) {
    expect(bar).toHaveLength(width);
    for (const { from, to } of bar) expect(to - from).toBeGreaterThan(0.5);
    expect(bar.at(-1)?.to).toBeCloseTo(150, 6);
  }
});

test('a table has a place for all of a few outcomes, of many only for those that somebody is served, and there is none of too many', () => {
  const of = (width: number, served: readonly number[]) => matrixOf(newsOf(width, Array.from({ length: width * width }, (_, cell) => (cell % (width + 1) === 0 && served.includes(cell % width) ? 10 : 0))), 0);
  const ats = (places: readonly { readonly at: number }[] | null) => places?.map(({ at }) => at);
  expect(ats(placesInTable(of(5, [1])))).toEqual([0, 1, 2]);
  expect(ats(placesInTable(of(60, [3, 40])))).toEqual([3, 40]);
  expect(placesInTable(of(60, Array.from({ length: 30 }, (_, at) => at)))).toBeNull();
});

test('a list of moves begins with those of the most users, and ends with those who stay', () => {
  const moves = movesOf(matrixOf(newsOf(5, [50, 1, 0, 0, 0, 7, 9, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 0));
  expect(moves.map(({ from, to, count }) => [from.at, to.at, count])).toEqual([[1, 0, 7], [1, 2, 3], [0, 1, 1], [0, 0, 50], [1, 1, 9]]);
});
