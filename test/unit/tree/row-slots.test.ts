import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowSlots } from '../../../renderer/views/tree/row-slots';

const someRows = fc.uniqueArray(fc.nat(60), { maxLength: 30 });

test('rows that stay keep their elements, no two rows share one, and no element is made while one is free', () => {
  fc.assert(
    fc.property(fc.array(someRows, { maxLength: 12 }), (steps) => {
      const slots = new RowSlots();
      let before = new Map<number, number>();
      for (const handles of steps) {
        const elements = slots.assign(handles);
        const after = new Map(handles.map((handle, at) => [handle, elements[at] as number]));
        expect(new Set(elements).size).toBe(handles.length);
        for (const [handle, element] of before) if (after.has(handle)) expect(after.get(handle)).toBe(element);
        const old = new Set(before.values());
        const made = elements.filter((element) => !old.has(element));
        expect(made).toHaveLength(Math.max(0, handles.length - before.size));
        before = after;
      }
    }),
  );
});

test('rows that are all replaced take the elements over in order', () => {
  const slots = new RowSlots();
  const first = slots.assign([5, 6, 7]);
  expect(slots.assign([1, 2, 3])).toEqual(first);
});

test('asking twice for the same rows changes nothing', () => {
  const slots = new RowSlots();
  slots.assign([1, 2, 3]);
  const elements = slots.assign([2, 9]);
  expect(slots.assign([2, 9])).toEqual(elements);
});
