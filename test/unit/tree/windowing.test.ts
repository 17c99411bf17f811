import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeOf, ROW_HEIGHT, scrollFor } from '../../../renderer/views/tree/windowing';

const aViewport = fc.record({ top: fc.nat(30_000_000), height: fc.integer({ min: ROW_HEIGHT, max: 4000 }) });

describe('the window over the rows', () => {
  it('holds every row in sight and few others', () => {
    fc.assert(
      fc.property(aViewport, fc.nat(1_500_000), (viewport, count) => {
        const { first, end } = rangeOf(viewport, count);
        expect(end - first).toBeLessThanOrEqual(viewport.height / ROW_HEIGHT + 24);
        const inSight = Math.floor(viewport.top / ROW_HEIGHT);
        if (inSight < count) expect(first).toBeLessThanOrEqual(inSight);
        expect(end).toBe(Math.min(count, Math.max(end, 0)));
        if (inSight < count) expect(end).toBeGreaterThanOrEqual(Math.min(count, Math.ceil((viewport.top + viewport.height) / ROW_HEIGHT)));
      }),
    );
  });

  it('scrolls so that the wanted row is wholly in sight, and not at all if it is', () => {
    fc.assert(
      fc.property(aViewport, fc.nat(1_300_000), (viewport, index) => {
        const top = scrollFor(index, viewport) ?? viewport.top;
        expect(index * ROW_HEIGHT).toBeGreaterThanOrEqual(top);
        expect((index + 1) * ROW_HEIGHT).toBeLessThanOrEqual(top + viewport.height);
        expect(scrollFor(index, { ...viewport, top })).toBeNull();
      }),
      { examples: [[{ top: 0, height: ROW_HEIGHT }, 1]] },
    );
  });
});
