/** Observed counts as they are typed, pasted or found in a file. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readObserved } from '../../../renderer/views/rollout/who/observed';
import type { Outcome } from '../../../shared/rollout/simulation';

const onOff: readonly Outcome[] = [{ name: 'on', value: true }, { name: 'off', value: false }];
const numbered: readonly Outcome[] = [{ name: null, value: 1 }, { name: null, value: 'two words' }];

test.each([
  ['counts alone, in their order', '510 490', onOff, [510, 490]],
  ['a name and a count a line, in any order', 'off,490\non,510', onOff, [510, 490]],
  ['a table of a file with a head, other line ends and a mark', '\uFEFFvariant,count\r\noff,490\r\non,510\r\n', onOff, [510, 490]],
  ['names in quotes, tabs, colons and columns', '"on"\t510\noff: 490', onOff, [510, 490]],
  ['values in the place of names', 'true=510\nfalse=490', onOff, [510, 490]],
  ['names in other letters', 'ON 510\nOff 490', onOff, [510, 490]],
  ['values that are numbers or have spaces', '1,510\ntwo words,490', numbered, [510, 490]],
  ['counts with their digits in groups', 'on 50,000\noff,"1,049,000"', onOff, [50_000, 1_049_000]],
  ['counts alone with their digits in groups, a line each', '50,000\n49 000', onOff, [50_000, 49_000]],
  ['one name alone: nobody was seen with the other', 'on,510', onOff, [510, 0]],
])('%s', (_what, text, outcomes, counts) => expect(readObserved(text, outcomes)).toEqual({ kind: 'counts', counts }));

test.each([
  ['nothing', ' \n', { kind: 'nothing' }],
  ['more numbers than there are things', '1 2 3', { kind: 'number', found: 3 }],
  ['a name that there is not', 'on,510\nblue,3', { kind: 'unknown', line: 2, name: 'blue' }],
  ['a name twice', 'on,510\noff,2\n\non,3', { kind: 'twice', line: 4, name: 'on' }],
  ['a line without a count', 'on,510\noff', { kind: 'line', line: 2, text: 'off' }],
  ['a count that is not whole', 'on,510\noff,49.5%', { kind: 'line', line: 2, text: 'off,49.5%' }],
])('%s is told by its line', (_what, text, wrong) => expect(readObserved(text, onOff)).toEqual(wrong));

test('a name goes before a value: variants may be called by each other’s values', () => {
  const crossed: readonly Outcome[] = [{ name: 'true', value: false }, { name: 'false', value: true }];
  expect(readObserved('true,1\nfalse,2', crossed)).toEqual({ kind: 'counts', counts: [1, 2] });
});

test('whatever a variant is called, a line of its name and a count is read', () => {
  const name = fc.string({ minLength: 1, maxLength: 12 }).filter((each) => each.trim() === each && each !== '' && !/["\r\n\d]/.test(each));
  fc.assert(
    fc.property(name, name, fc.nat(), fc.nat(), (a, b, countA, countB) => {
      fc.pre(a.toLowerCase() !== b.toLowerCase());
      const outcomes = [{ name: a, value: 0 }, { name: b, value: 1 }];
      expect(readObserved(`"${b}",${countB}\n"${a}",${countA}`, outcomes)).toEqual({ kind: 'counts', counts: [countA, countB] });
    }),
  );
});
