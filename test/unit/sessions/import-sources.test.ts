import { describe, expect, test } from 'vitest';
import { SourceImport } from '../../../electron/sessions/import-sources';
import { readProfiles, writeProfiles } from '../../../electron/settings/profiles';
import type { SourceDraft } from '../../../shared/model/source';
import { secrets, start, draft, value, names, sourceOf } from './source-setup';

describe('importing', () => {
  const profilesOf = (...sources: SourceDraft[]) => value(readProfiles(writeProfiles(sources), 'f'));

  test('says what it would do, and does what was chosen of it', async () => {
    const registry = start();
    const same = value(registry.add(draft('Same'), {}, { open: false })).id;
    const other = value(registry.add(draft('Other', { user: 'me' }), { secrets: { password: 'p' } }, { open: false })).id;
    const importing = new SourceImport(registry);
    const changed = draft('Other', { user: 'me', environment: 'staging' });
    const preview = importing.plan(profilesOf(draft('Same'), changed, draft('New')), 'f');
    expect(preview.items.map(({ kind }) => kind)).toEqual(['same', 'change', 'add']);
    expect(names(registry)).toEqual(['Sandbox', 'Same', 'Other']);
    expect(await importing.take(preview.id, [0, 1, 2, 7])).toEqual({ ok: true, value: { added: 1, changed: 1 } });
    expect(registry.list().map(({ source, open }) => [source.name, source.environment, open])).toEqual([
      ['Sandbox', 'local', false],
      ['Same', 'development', false],
      ['Other', 'staging', false],
      ['New', 'development', false],
    ]);
    expect(sourceOf(registry, same)).toMatchObject(draft('Same'));
    expect(secrets.get(other)).toEqual({ password: 'p' });
  });

  test('leaves alone what was not chosen', async () => {
    const registry = start();
    value(registry.add(draft('Other'), {}, { open: false }));
    const importing = new SourceImport(registry);
    const preview = importing.plan(profilesOf(draft('Other', { access: 'read-only' }), draft('New')), 'f');
    value(await importing.take(preview.id, [1]));
    expect(registry.list().map(({ source }) => [source.name, source.access])).toEqual([['Sandbox', 'read-write'], ['Other', 'read-write'], ['New', 'read-write']]);
  });

  test('does not send a password that is kept to servers that a file names', async () => {
    const registry = start();
    const id = value(registry.add(draft('Other', { user: 'me' }), { secrets: { password: 'p' } }, { open: false })).id;
    const importing = new SourceImport(registry);
    const preview = importing.plan(profilesOf(draft('Other', { user: 'me', endpoints: [{ host: 'elsewhere', port: 1 }] })), 'f');
    value(await importing.take(preview.id, [0]));
    expect(secrets.get(id)).toEqual({});
  });

  test('takes the answer about a large store from the file, keeps the one given where the file has none, and says so', async () => {
    const registry = start();
    const given = value(registry.add(draft('Given', { loading: 'lazy' }), {}, { open: false })).id;
    const asked = value(registry.add(draft('Asked'), {}, { open: false })).id;
    const importing = new SourceImport(registry);
    const preview = importing.plan(profilesOf(draft('Given'), draft('Asked', { loading: 'everything' })), 'f');
    expect(preview.items.map(({ kind }) => kind)).toEqual(['same', 'change']);
    value(await importing.take(preview.id, [0, 1]));
    expect(sourceOf(registry, given)?.loading).toBe('lazy');
    expect(sourceOf(registry, asked)?.loading).toBe('everything');
  });

  test('is refused when the list has changed since it was shown, and twice', async () => {
    const registry = start();
    const importing = new SourceImport(registry);
    const stale = importing.plan(profilesOf(draft('New')), 'f');
    value(registry.add(draft('New', { roots: ['/mine'] }), {}, { open: false }));
    expect(await importing.take(stale.id, [0])).toMatchObject({ ok: false, fault: { reason: 'source-changed' } });
    const fresh = importing.plan(profilesOf(draft('Newer')), 'f');
    expect(await importing.take('another', [0])).toMatchObject({ ok: false, fault: { reason: 'source-changed' } });
    value(await importing.take(fresh.id, [0]));
    expect(await importing.take(fresh.id, [0])).toMatchObject({ ok: false, fault: { reason: 'source-changed' } });
    expect(names(registry)).toEqual(['Sandbox', 'New', 'Newer']);
  });

  test('knows a source by what it names where it has another name', () => {
    const registry = start();
    value(registry.add(draft('Mine', { endpoints: [{ host: 'x', port: 1 }] }), {}, { open: false }));
    const [item] = new SourceImport(registry).plan(profilesOf(draft('Theirs', { endpoints: [{ host: 'x', port: 1 }] })), 'f').items;
    expect(item).toMatchObject({ kind: 'change', before: { name: 'Mine' }, source: { name: 'Theirs' } });
  });

  test('of a source called like the sandbox gives it a free name', () => {
    expect(new SourceImport(start()).plan(profilesOf(draft('Sandbox')), 'f').items).toMatchObject([{ kind: 'add', source: { name: 'Sandbox (2)' } }]);
  });
});
