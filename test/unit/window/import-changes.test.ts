import i18next from 'i18next';
import { expect, test } from 'vitest';
import '../../../renderer/ui/text';
import { changesBetween, forgetsSecrets } from '../../../renderer/views/sources/import-changes';
import type { SourceDraft } from '../../../shared/model/source';

const before: SourceDraft = {
  backend: 'etcd',
  endpoints: [{ host: 'a', port: 1 }],
  roots: [''],
  name: 'One',
  environment: 'staging',
  access: 'guarded',
  user: 'me',
};
const changes = (after: Partial<SourceDraft>): string[] =>
  changesBetween(before, { ...before, ...after }, i18next.getFixedT('en', 'window')).map((change) => `${change.field}: ${change.before} > ${change.after}`);

test('what importing would change is told field by field, in words', () => {
  expect(changes({})).toEqual([]);
  expect(changes({ name: 'Two', environment: 'production', access: 'read-only' })).toEqual([
    'name: One > Two',
    'environment: Staging > Production',
    'access: Guarded > Read-only',
  ]);
  expect(changes({ roots: ['/a', '/b'], separator: '.' })).toEqual(['roots: "" > /a, /b', 'separator: / > .']);
  expect(changes({ tls: { ca: '/ca.pem' } })).toEqual(['tls: off > on · /ca.pem']);
  expect(changes({ loading: 'everything' })).toEqual(['loading: asks first > everything']);
  const { user: _, ...nobody } = before;
  expect(changesBetween(before, nobody, i18next.getFixedT('en', 'window'))).toEqual([{ field: 'user', before: 'me', after: 'none' }]);
});

test('a password is told to be forgotten where the servers change, and only there', () => {
  expect(forgetsSecrets(before, { ...before, roots: ['/x'] })).toBe(false);
  expect(forgetsSecrets(before, { ...before, endpoints: [{ host: 'b', port: 1 }] })).toBe(true);
  const { user: _, ...nobody } = before;
  expect(forgetsSecrets(nobody, { ...before, endpoints: [{ host: 'b', port: 1 }] })).toBe(false);
});
