import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyPattern } from '../../../shared/model/key-pattern';
import { defaultSecretPatterns, isSecretKey } from '../../../shared/model/secret-keys';

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

it('is told as the patterns tell it, one by one', () => {
  const piece = fc.constantFrom('pass', 'word', 'token', 'api', '-', '_', 'key', '/', '.', 'x', 'SECRET', 'private');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 7 }), fc.constantFrom('/', '.', '-'), (pieces, separator) => {
      const key = pieces.join('');
      const fits = defaultSecretPatterns.some((pattern) => keyPattern(pattern, separator).test(key.toLowerCase()));
      expect(isSecretKey(key, undefined, separator)).toBe(fits);
    }),
  );
});
