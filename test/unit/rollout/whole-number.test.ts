/** Whole numbers as they are typed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wholeNumber } from '../../../shared/rollout/whole-number';

test('whatever the app writes, in either language, is read back', () => {
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER - 1 }).filter((number) => number < 1e15), fc.constantFrom('en', 'zh-CN', 'fr', 'de-CH', 'sv'), (number, language) => {
      expect(wholeNumber(new Intl.NumberFormat(language).format(number))).toBe(number);
      expect(wholeNumber(` ${number} `)).toBe(number);
    }),
  );
});

test.each(['50 000', '50,000', '50’000', "50'000", '50\u202f000', '50000'])('%s is fifty thousand', (text) => expect(wholeNumber(text)).toBe(50_000));

test.each(['', '1,5', '1.000', '50,00', '1,000 000', '5,0000', ',000', '1e5', '-5', '0x10', '1,000,', '12 34'])('“%s” is no whole number', (text) => expect(wholeNumber(text)).toBeNaN());
