import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, isFlagKey } from '../../../shared/flags/flag';
import { bytes } from '../../support/entries';

describe('a flag key', () => {
  it.each(['/feature_flags/shop/new-cart', '/config/services/pay/features/fast', 'features/x'])('is %s', (key) => expect(isFlagKey(key)).toBe(true));
  it.each(['/feature_flags/shop', '/feature_flags/shop/a/b', '/my/feature_flags/shop/a', '/config/features', '/config/features/', '/config/xfeatures/a'])('is not %s', (key) =>
    expect(isFlagKey(key)).toBe(false),
  );
});

describe('a value', () => {
  it('is a boolean anywhere when it is exactly true or false', () => {
    expect(decode('/any', bytes('true'))).toMatchObject({ kind: 'boolean', on: true });
    expect(decode('/any', bytes('false'))).toMatchObject({ kind: 'boolean', on: false });
  });

  it('under a flag key is off unless it is exactly true', () => {
    for (const value of ['false', '', '0', 'maybe', '{"a":1}']) expect(decode('/feature_flags/a/b', bytes(value))).toMatchObject({ kind: 'boolean', on: false, suspicious: false });
    expect(decode('/feature_flags/a/b', null)).toMatchObject({ kind: 'boolean', on: false });
    expect(decode('/feature_flags/a/b', Uint8Array.of(0xff))).toMatchObject({ kind: 'boolean', on: false });
  });

  it.each(['TRUE', ' true', '1', 'true\n', 'On', 'yes'])('that only looks on is off and marked suspicious: %j', (value) => {
    expect(decode('/feature_flags/a/b', bytes(value))).toMatchObject({ on: false, suspicious: true });
  });

  it('elsewhere is what it reads as', () => {
    const kindOf = (value: string | null) => decode('/x', value === null ? null : bytes(value)).kind;
    expect(kindOf('1')).toBe('number');
    expect(kindOf('-2.5e3')).toBe('number');
    expect(kindOf('{"a":1}')).toBe('json');
    expect(kindOf('{"a":')).toBe('text');
    expect(kindOf('TRUE')).toBe('text');
    expect(kindOf('')).toBe('none');
    expect(kindOf(null)).toBe('none');
    expect(decode('/x', Uint8Array.of(0xc3, 0x28)).kind).toBe('binary');
  });

  it('of a megabyte that begins like a number, a flag or JSON is judged without trying every split', () => {
    expect(decode('/x', bytes(`${'1'.repeat(1_000_000)}x`)).kind).toBe('text');
    expect(decode('/feature_flags/a/b', bytes(`${' '.repeat(1_000_000)}x`))).toMatchObject({ on: false, suspicious: false });
    expect(decode('/x', bytes('['.repeat(1_000_000))).kind).toBe('text');
  });

  it('cut inside a character is still text', () => {
    expect(decode('/x', bytes('中文').subarray(0, 4), false)).toMatchObject({ kind: 'text', text: '中' });
  });

  it('never makes decoding throw', () => {
    fc.assert(fc.property(fc.string(), fc.option(fc.uint8Array()), fc.boolean(), (key, value, complete) => void decode(key, value, complete)));
  });
});
