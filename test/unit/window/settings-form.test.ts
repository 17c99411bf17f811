import { expect, test } from 'vitest';
import { defaultForm, dropForm, leaveForm, lineProblems, preferencesOf, problemsOf, unfinishedForm } from '../../../renderer/views/settings/form';
import type { Source } from '../../../shared/model/source';
import { defaultPreferences } from '../../../shared/model/preferences';

test('the defaults come through the form as they are', () => {
  expect(problemsOf(defaultForm, [])).toBeUndefined();
  expect(defaultPreferences).toMatchObject(preferencesOf(defaultForm));
});

test('blank lines are no patterns, and do not move the lines that are wrong', () => {
  const text = '/a/*\n\n  /b**  \n';
  expect(lineProblems(text)).toEqual([{ line: 3, problem: 'stars' }]);
  expect(preferencesOf({ ...defaultForm, flagPatterns: '/a/*\n\n  /b/*  \n' }).flagPatterns).toEqual(['/a/*', '/b/*']);
});

test('more patterns than are kept are told where they begin', () => {
  expect(lineProblems('/a\n'.repeat(202))).toEqual([{ line: 201, problem: 'many' }]);
});

test('rows are told by their place', () => {
  const found = problemsOf({ ...defaultForm, configPlaces: [...defaultForm.configPlaces, { services: 'a', global: 'b' }], formatRules: [{ pattern: '', format: 'json' }] }, []);
  expect(found?.configPlaces).toEqual(new Map([[1, 'service']]));
  expect(found?.formatRules).toEqual(new Map([[0, 'empty']]));
});

test('what was changed and not saved is kept, what was not changed is not', () => {
  leaveForm(defaultForm, defaultForm);
  expect(unfinishedForm()).toBeUndefined();
  const changed = { ...defaultForm, flagPatterns: '/x' };
  leaveForm(changed, defaultForm);
  expect(unfinishedForm()).toBe(changed);
  dropForm();
  expect(unfinishedForm()).toBeUndefined();
});

test('a prefix of records has to be one of keys that its source may write', () => {
  const source: Source = { id: 's', backend: 'zookeeper', endpoints: [], roots: ['/app'], name: 'zk', environment: 'development', access: 'read-write' };
  const found = (prefix: string, of = source) => problemsOf({ ...defaultForm, auditBeside: [{ sourceId: 's', prefix }] }, [of])?.auditBeside.get('s');
  expect(found('/app/audit/')).toBeUndefined();
  expect(found('')).toBe('empty');
  expect(found('/flagscope/audit/')).toMatchObject({ reason: 'outside-root' });
  expect(found('/app//audit/')).toMatchObject({ reason: 'invalid-key' });
  expect(found('/flagscope/audit/', { ...source, id: 'removed' })).toBeUndefined();
  expect(found('app/audit:', { ...source, backend: 'etcd', roots: ['app/'] })).toBeUndefined();
});
