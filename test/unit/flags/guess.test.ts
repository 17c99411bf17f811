import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayBeFlags } from '../../../shared/flags/guess';
import { readValue } from '../../../shared/flags/value';
import { PREVIEW_BYTES } from '../../../shared/model/columns';
import { bytes } from '../../support/entries';

const flag = { state: 'ENABLED', variants: { on: true }, defaultVariant: 'on' };
const toggle = { key: 't', enabled: true, version: 1, disabledServe: { select: 0 }, defaultServe: { select: 0 }, rules: [], variations: [true] };
const yaml = (before: string): string => `metadata:\n  note: ${before.length}${'x'.repeat(before.length)}\nstate: ENABLED\nvariants:\n  on: true\ndefaultVariant: on\n`;

/** As a row has it: the beginning, and whether that is all. */
const judged = (text: string): boolean => {
  const all = bytes(text);
  const beginning = all.subarray(0, PREVIEW_BYTES);
  return mayBeFlags(beginning, new TextDecoder().decode(beginning), beginning.length === all.length);
};

test('whatever is read as flags may be flags by its beginning', () => {
  const value = fc.constantFrom(flag, toggle, { flags: { f: flag } }, { segments: {}, toggles: { t: toggle } });
  const text = fc.oneof(
    fc.tuple(fc.string({ maxLength: 3000 }), value).map(([note, of]) => JSON.stringify({ note, ...of }, null, note.length % 3)),
    fc.string({ maxLength: 3000 }).map(yaml),
  );
  fc.assert(
    fc.property(text, (written) => {
      expect(['flagd', 'featureprobe']).toContain(readValue('/key', bytes(written)).kind);
      expect(judged(written)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('numbers, words, and settings whole in sight are no flags', () => {
  for (const text of ['', '12', 'hello', '{"timeout":12}', 'timeout: 12\nretries: 3\n', '["a","b"]']) expect(judged(text)).toBe(false);
  expect(mayBeFlags(new Uint8Array([0x1f, 0x8b, 8, 0]), null, true)).toBe(true);
  expect(mayBeFlags(new Uint8Array([1, 2, 3]), null, true)).toBe(false);
  expect(mayBeFlags(null, '', true)).toBe(false);
});
