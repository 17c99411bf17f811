import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstNames, namesThrough } from '../../../electron/drivers/zookeeper/page';

it('the first names are those of the sorted list, whatever order they came in', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-c]{1,4}$/), { maxLength: 60 });
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 6 }), fc.option(fc.stringMatching(/^[a-c]{1,3}$/), { nil: undefined }), (all, count, after) => {
      const sorted = all.toSorted();
      expect(firstNames(all, count, after)).toEqual(sorted.filter((name) => after === undefined || name > after).slice(0, count));
      expect(namesThrough(all, after ?? 'b')).toEqual(sorted.filter((name) => name <= (after ?? 'b')));
    }),
  );
});
