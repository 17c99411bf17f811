import { describe, expect, it } from 'vitest';
import type { FormatRule } from '../../../shared/flags/format';
import { compile, previewOf, warningsOf } from '../../support/plans';
import { MOST_JUDGED, warningsOfPut } from '../../../shared/plans/warnings';
import { bytes } from '../../support/entries';
import { likeEtcd, ModelStore } from './model-store';

const rules = { separator: '/', capabilities: { maxValueBytes: 100 } };
const changing = (key: string, before: string | null, after: string | null) =>
  warningsOfPut({ key, kind: 'changed', before: before === null ? null : bytes(before), after: after === null ? null : bytes(after) }, rules).map(({ code, params }) => ({ code, ...params }));

describe('before saving, somebody is warned', () => {
  it.each([
    ['that a boolean becomes something else', '/x', 'true', 'yes', [{ code: 'type-change', from: 'boolean', to: 'text' }]],
    ['that a flag would read as off', '/feature_flags/a/b', 'true', 'TRUE', [{ code: 'flag-off', value: 'TRUE' }]],
    ['that a number would not be one', '/x', '100', '1oo', [{ code: 'number-broken' }]],
    ['where JSON would break', '/x', '{"a":1}', '{\n  "a": 1,,\n}', [{ code: 'json-broken', line: 2, column: 10 }]],
    ['where JSON with comments would break', '/x', '{"a":1} // ours', '{"a":1 // ours', [{ code: 'json-broken', line: 1, column: 15 }]],
    ['that JSON gets a comment, which strict readers refuse', '/x', '{"a":1}', '{"a":1} // ours', [{ code: 'json-broken', line: 1, column: 9 }]],
    ['where YAML would break', '/x.yaml', 'a: 1\nb: 2\n', 'a: 1\nb: [2\n', [{ code: 'yaml-broken', line: 3 }]],
    ['that nothing is left of JSON', '/x', '{"a":1}', '', [{ code: 'json-broken', line: 1, column: 1 }]],
    ['that JSON becomes a number', '/x', '{"a":1}', '1', [{ code: 'type-change', from: 'json', to: 'number' }]],
    ['that a value will soon not fit any more', '/x', 'a', 'a'.repeat(91), [{ code: 'near-limit', size: 91, limit: 100 }]],
    ['that null is not empty', '/x', null, '', [{ code: 'null-becomes-empty' }]],
    ['that null breaks readers', '/x', 'a', null, [{ code: 'value-becomes-null' }]],
  ])('%s', (_, key, before, after, expected) => expect(changing(key, before, after)).toMatchObject(expected));

  it.each([
    ['/feature_flags/a/b', 'true', 'false'],
    ['/x', '1', '2.5'],
    ['/x', '{"a":1}', '[1]'],
    ['/x.yaml', 'a: 1\nb: 2\n', 'a: 2\nb: 2\n'],
    ['/x.yaml', 'a: [1\n', 'a: [2\n'],
    ['/x', '{"a":1} // ours', '{"a":2} // ours'],
    ['/x', '', 'anything'],
    ['/x', 'a', 'a'.repeat(90)],
  ])('and not for nothing: %s from %j to %j', (key, before, after) => expect(changing(key, before, after)).toEqual([]));

  it('that deleting turns nothing off in many programs, that a copy stays, and of a schema`s problems', () => {
    const store = new ModelStore({ backend: 'etcd', roots: [''] }, likeEtcd, { '/a/x': '1' });
    store.write('/a/live', '2', { owner: '7f' });
    const compiled = compile({ title: 't', reason: '', intentions: [{ kind: 'move', from: '/a', to: '/b' }] }, store.tree);
    const warnings = warningsOf(compiled, previewOf(compiled.plan ?? expect.fail(), store.tree), store.tree, { problemsOf: (key) => (key === '/b/x' ? 2 : 0) });
    expect(warnings).toEqual([
      { code: 'value-problems', key: '/b/x', params: { count: 2 } },
      { code: 'delete-unheard', key: '/a/x', params: { count: 2 } },
      { code: 'owner-lost', key: '/b/live', params: { from: '/a/live', owner: '7f' } },
      { code: 'below-unguarded', key: '/a', params: {} },
    ]);
  });

  it('that what a rule calls YAML would break, and first of all of what has to be agreed to', () => {
    const store = new ModelStore({ backend: 'etcd', roots: [''] }, likeEtcd, { '/a': '1', '/b': 'a: 1' });
    const intentions = [
      { kind: 'set', key: '/a', value: bytes('one'), base: store.tree.get('/a')?.stamp ?? 'absent' },
      { kind: 'set', key: '/b', value: bytes('a: ['), base: store.tree.get('/b')?.stamp ?? 'absent' },
    ] as const;
    const compiled = compile({ title: 't', reason: '', intentions }, store.tree);
    const codes = (formatRules: readonly FormatRule[]) => warningsOf(compiled, previewOf(compiled.plan ?? expect.fail(), store.tree), store.tree, { formatRules }).map(({ code, key }) => `${code} ${key}`);
    expect(codes([{ pattern: '/b', format: 'yaml' }])).toEqual(['yaml-broken /b', 'number-broken /a']);
    expect(codes([])).toEqual(['number-broken /a']);
  });

  it.each([
    ['many', MOST_JUDGED + 2, '1', 2],
    ['large', 54, 'x'.repeat(80_000), 2],
  ])('of so %s values that not all can be judged, from which one on they are not', (_, count, value, unjudged) => {
    const store = new ModelStore({ backend: 'etcd', roots: [''] }, likeEtcd, {});
    const keys = Array.from({ length: count }, (__, at) => `/k/${String(at).padStart(6, '0')}`);
    const compiled = compile({ title: 't', reason: '', intentions: keys.map((key) => ({ kind: 'set', key, value: bytes(value), base: 'absent' })) }, store.tree);
    const judged: string[] = [];
    const previews = previewOf(compiled.plan ?? expect.fail(), store.tree);
    const judge = (key: string): number => {
      judged.push(key);
      return 0;
    };
    const [first] = warningsOf(compiled, previews, store.tree, { problemsOf: judge });
    expect(first).toEqual({ code: 'values-unjudged', key: keys[count - unjudged], params: { count: unjudged } });
    expect(judged).toEqual(keys.slice(0, count - unjudged));
  });
});
