import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyPattern, patternProblem } from '../../../shared/model/key-pattern';
import { defaultKeyRules } from '../../../shared/model/key-rules';
import { isSecretKey } from '../../../shared/model/secret-keys';

it.each(['/db/password', '/db/PASSWORD', 'password', '/app/dbPassword', '/app/password.old', '/secrets/db/main', '/auth/api_key', '/auth/apiKey', '/github-token', '/app/credentials.json'])(
  '%s holds a secret',
  (key) => expect(isSecretKey(key)).toBe(true),
);
it.each(['/feature_flags/shop/dark', '/config/passing', '/config/keys', '/'])('%s holds none', (key) => expect(isSecretKey(key)).toBe(false));

it('keys of another separator are cut by it', () => {
  expect(isSecretKey('db.password', undefined, '.')).toBe(true);
  expect(isSecretKey('db.secrets.main', undefined, '.')).toBe(true);
  expect(isSecretKey('db.main', undefined, '.')).toBe(false);
});

it('a star within a segment stands for any part of it, and alone for a whole one', () => {
  expect(keyPattern('/a/x*').test('/a/x')).toBe(true);
  expect(keyPattern('/a/*').test('/a/')).toBe(false);
  expect(keyPattern('/a/x*').test('/a/x/y')).toBe(false);
});

it('two stars alone stand for every key', () => {
  for (const key of ['/a', '/a/b', 'a', '/']) expect(keyPattern('**').test(key), key).toBe(true);
});

it('two stars in the middle stand for any number of segments, also none', () => {
  for (const key of ['/a/z', '/a/b/z', '/a/b/c/z']) expect(keyPattern('/a/**/z').test(key), key).toBe(true);
  for (const key of ['/a/b', '/az', '/b/z']) expect(keyPattern('/a/**/z').test(key), key).toBe(false);
});

it('two stars at the end stand for all below, not for the top itself', () => {
  for (const key of ['/a/', '/a/b', '/a/b/c']) expect(keyPattern('/a/**').test(key), key).toBe(true);
  expect(keyPattern('/a/**').test('/a')).toBe(false);
});

it('a pattern of many stars is judged at once, whatever the key', () => {
  const pattern = `/${'*a'.repeat(100)}b`;
  expect(keyPattern(pattern).test(`/${'a'.repeat(100_000)}`)).toBe(false);
  expect(keyPattern(`${'**/*/'.repeat(100)}b`).test('/a'.repeat(10_000))).toBe(false);
});

it('covers what the expression of its segments covers', () => {
  const segment = fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 5 }).map((letters) => letters.join('').replace(/\*+/g, '*'));
  const key = fc.array(fc.array(fc.constantFrom('a', 'b'), { maxLength: 4 }).map((letters) => letters.join('')), { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), key, (segments, of) => {
      const expression = segments.map((one) => (one === '*' ? '[^/]+' : one.replaceAll('*', '[^/]*'))).join('/');
      expect(keyPattern(segments.join('/')).test(of)).toBe(new RegExp(`^${expression}$`).test(of));
    }),
    { numRuns: 2000 },
  );
});

it.each([['', 'empty'], ['a**', 'stars'], ['/a/**b/c', 'stars'], ['***', 'stars'], ['x'.repeat(1025), 'long']] as const)('"%.8s" is no pattern: %s', (pattern, problem) => expect(patternProblem(pattern)).toBe(problem));
it.each(['/a/*', '**', '**/x*y*', '/a/**', 'a', '/'])('%s is a pattern', (pattern) => expect(patternProblem(pattern)).toBeUndefined());

it('is told as the patterns tell it, one by one', () => {
  const piece = fc.constantFrom('pass', 'word', 'token', 'api', '-', '_', 'key', '/', '.', 'x', 'SECRET', 'private');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 7 }), fc.constantFrom('/', '.', '-'), (pieces, separator) => {
      const key = pieces.join('');
      const fits = defaultKeyRules.secretPatterns.some((pattern) => keyPattern(pattern, separator).test(key.toLowerCase()));
      expect(isSecretKey(key, undefined, separator)).toBe(fits);
    }),
  );
});
