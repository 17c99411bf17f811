import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Registry } from '../../../electron/sessions/registry';
import { SANDBOX_ID } from '../../../electron/sessions/source-list';
import { MOST_SOURCES, openSettings } from '../../../electron/settings/settings';
import type { Endpoint, SourceDraft, SourceSecrets } from '../../../shared/model/source';
import { until } from '../../support/wait';
import { directory, driver, secrets, start, draft, workspace, value, costOf, names, sourceOf, attach, offersIn, addLive } from './source-setup';

describe('a source that is changed', () => {
  test('in name, environment and access stays connected', async () => {
    const registry = start();
    const id = await addLive(registry, draft('A'));
    const messages = attach(registry);
    value(await registry.editor.change(id, draft('B', { endpoints: [{ host: 'a', port: 2181 }], environment: 'production', access: 'guarded' })));
    expect(sourceOf(registry, id)).toMatchObject({ name: 'B', environment: 'production', access: 'guarded' });
    expect(driver.connections).toHaveLength(1);
    expect(driver.connection(0).closed).toBe(false);
    expect(messages.map(({ kind }) => kind)).not.toContain('forget');
    expect(names(start())).toEqual(['Sandbox', 'B']);
  });

  const targets: [string, Partial<SourceDraft>, SourceSecrets][] = [
    ['servers', { endpoints: [{ host: 'b', port: 2181 }] }, {}],
    ['roots', { roots: ['/x', '/y'] }, {}],
    ['user', { user: 'me' }, { password: 'p' }],
    ['TLS', { tls: { ca: '/ca.pem' } }, {}],
  ];
  test.each(targets)('in its %s is connected anew, and nothing of before is kept', async (_, more, given) => {
    const registry = start();
    const id = await addLive(registry, draft('A'));
    const messages = attach(registry);
    value(await registry.editor.change(id, draft('A', more), given));
    await until(() => driver.connections.length === 2, 'it connects anew');
    expect(driver.connection(0).closed).toBe(true);
    expect(driver.connection(1).resume).toBeUndefined();
    expect(messages.map(({ kind }) => kind)).toContain('forget');
    expect(sourceOf(registry, id)).toMatchObject({ name: 'A', ...more });
  });

  test.each(targets.filter(([what]) => what !== 'servers'))('in its %s goes on counting what it costs its server', async (_, more, given) => {
    const registry = start();
    const id = await addLive(registry, draft('A'));
    value(await registry.editor.change(id, draft('A', more), given));
    await until(() => driver.connections.length === 2, 'it connects anew');
    expect(costOf(registry, id)).toEqual({ requests: 2, watches: 1 });
  });

  test('goes on counting with another member of the same servers, and begins anew at other servers', async () => {
    const registry = start();
    const id = await addLive(registry, draft('A'));
    const [a, b, c] = ['a', 'b', 'c'].map((host) => ({ host, port: 2181 })) as [Endpoint, Endpoint, Endpoint];
    value(await registry.editor.change(id, draft('A', { endpoints: [a, b] })));
    await until(() => driver.connections.length === 2, 'it connects anew');
    expect(costOf(registry, id)?.requests).toBe(2);
    value(await registry.editor.change(id, draft('A', { endpoints: [c] })));
    await until(() => driver.connections.length === 3, 'it connects elsewhere');
    expect(costOf(registry, id)?.requests).toBe(1);
  });

  test('in its separator only stays connected, and the windows begin it anew', async () => {
    const registry = start();
    const id = value(registry.add(workspace('A'))).id;
    await until(() => registry.held(id).ok && value(registry.held(id)).session.phase.kind === 'live', 'it is live');
    const messages = attach(registry);
    const { session } = value(registry.held(id));
    value(await registry.editor.change(id, workspace('A', { separator: '.' })));
    expect(value(registry.held(id)).session).toBe(session);
    expect(session.phase.kind).toBe('live');
    expect(messages.slice(-8).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['forget', 'sources', 'status', 'listing']));
  });

  test('in its password only is connected anew with it', async () => {
    const registry = start();
    const id = await addLive(registry, draft('A', { user: 'me' }), { password: 'old' });
    value(await registry.editor.change(id, draft('A', { user: 'me' }), { password: 'new' }));
    await until(() => driver.connections.length === 2, 'it connects anew');
    expect(secrets.get(id)).toEqual({ password: 'new' });
  });

  test('keeps its secrets unless they are replaced, forgotten, or belong to somebody else', async () => {
    const registry = start();
    const secure = draft('A', { user: 'me', tls: { certificate: '/c', key: '/k' } });
    const id = value(registry.add(secure, { secrets: { password: 'p', passphrase: 'q' } })).id;
    value(await registry.editor.change(id, { ...secure, environment: 'staging' }));
    expect(secrets.get(id)).toEqual({ password: 'p', passphrase: 'q' });
    value(await registry.editor.change(id, secure, { passphrase: null }));
    expect(secrets.get(id)).toEqual({ password: 'p' });
    value(await registry.editor.change(id, { ...secure, user: 'you' }));
    expect(secrets.get(id)).toEqual({});
    value(await registry.editor.change(id, { ...secure, user: 'you' }, { password: '' }));
    expect(secrets.get(id)).toEqual({ password: '' });
    value(await registry.editor.change(id, draft('A')));
    expect(secrets.get(id)).toEqual({});
  });

  const guarded = draft('A', { endpoints: ['a', 'b'].map((host) => ({ host, port: 2181 })), user: 'me', tls: { ca: '/ca', serverName: 'zk', certificate: '/c', key: '/k' } });
  const inTls = (tls: SourceDraft['tls']): Partial<SourceDraft> => ({ tls: { ...guarded.tls, ...tls } });
  const { tls: _, ...inPlain } = guarded;
  const places: [string, SourceDraft, (keyof SourceSecrets)[]][] = [
    ['another order of its servers', { ...guarded, endpoints: guarded.endpoints.toReversed() }, ['password', 'passphrase']],
    ['one of its servers left out', { ...guarded, endpoints: guarded.endpoints.slice(1) }, ['password', 'passphrase']],
    ['another spelling of a host', { ...guarded, endpoints: [{ host: 'A', port: 2181 }] }, ['password', 'passphrase']],
    ['other roots', { ...guarded, roots: ['/x'] }, ['password', 'passphrase']],
    ['a server that is new beside its own', { ...guarded, endpoints: [...guarded.endpoints, { host: 'c', port: 2181 }] }, ['passphrase']],
    ['another port', { ...guarded, endpoints: [{ host: 'a', port: 2182 }] }, ['passphrase']],
    ['another back-end', { ...guarded, backend: 'etcd' }, ['passphrase']],
    ['another user', { ...guarded, user: 'you' }, ['passphrase']],
    ['other authorities', { ...guarded, ...inTls({ ca: '/others' }) }, ['passphrase']],
    ['another name in the certificate', { ...guarded, ...inTls({ serverName: 'else' }) }, ['passphrase']],
    ['TLS off', inPlain, []],
    ['another key', { ...guarded, ...inTls({ key: '/k2' }) }, ['password']],
  ];
  test.each(places)('to %s takes along only the secrets that were given for that', async (_case, after, kept) => {
    const registry = start();
    const given = { password: 'p', passphrase: 'q' };
    const id = value(registry.add(guarded, { secrets: given }, { open: false })).id;
    const copy = value(registry.add({ ...after, name: 'Copy' }, { secretsOf: id }, { open: false })).id;
    value(await registry.editor.change(id, after));
    const following = Object.fromEntries(kept.map((name) => [name, given[name]]));
    expect(secrets.get(id)).toEqual(following);
    expect(secrets.get(copy)).toEqual(following);
  });

  test('a test of it with other servers does not send them its password', async () => {
    const registry = start();
    const id = value(registry.add(guarded, { secrets: { password: 'p' } }, { open: false })).id;
    const elsewhere = { ...guarded, endpoints: [{ host: 'elsewhere', port: 2181 }] };
    expect(await registry.test(elsewhere, { secretsOf: id })).toMatchObject({ ok: false, fault: { reason: 'password-needed' } });
    expect(driver.connections).toHaveLength(0);
  });

  test('stays closed if it was closed, and in its place', async () => {
    const registry = start();
    const ids = ['A', 'B', 'C'].map((name) => value(registry.add(draft(name), {}, { open: false })).id);
    value(await registry.editor.change(ids[1] ?? '', draft('X')));
    expect(registry.list().map(({ source, open }) => [source.name, open])).toEqual([['Sandbox', false], ['A', false], ['X', false], ['C', false]]);
  });

  test('is refused where it cannot be, and stays as it is', async () => {
    const registry = start();
    const id = value(registry.add(draft('A'))).id;
    value(registry.add(draft('B')));
    const refused = async (more: Partial<SourceDraft>): Promise<string | undefined> => {
      const result = await registry.editor.change(id, draft('A', more));
      return result.ok ? undefined : result.fault.reason;
    };
    expect(await refused({ name: 'B' })).toBe('source-exists');
    expect(await refused({ roots: ['/a', '/a/b'] })).toBe('roots-nested');
    expect(await refused({ endpoints: [] })).toBe('server-missing');
    expect(await registry.editor.change(SANDBOX_ID, draft('S'))).toMatchObject({ ok: false, fault: { reason: 'invalid-request' } });
    expect(await registry.editor.change('nobody', draft('S'))).toMatchObject({ ok: false, fault: { reason: 'source-unknown' } });
    expect(sourceOf(registry, id)).toMatchObject(draft('A'));
  });

  test('never becomes writable because it was changed in a read-only run', async () => {
    const registry = start({ readOnly: true });
    const id = value(registry.add(draft('A'))).id;
    value(await registry.editor.change(id, draft('B')));
    expect(registry.list().map(({ writable }) => writable)).toEqual([false, false]);
  });
});

describe('a copy', () => {
  test('takes the secrets of its model along, inside main, as far as they are its own', () => {
    const registry = start();
    const model = value(registry.add(draft('A', { user: 'me' }), { secrets: { password: 'p' } })).id;
    const copy = value(registry.add(draft('A', { name: 'B', user: 'me' }), { secretsOf: model })).id;
    const other = value(registry.add(draft('A', { name: 'C', user: 'you' }), { secretsOf: model })).id;
    const forgetful = value(registry.add(draft('A', { name: 'D', user: 'me' }), { secretsOf: model, secrets: { password: null } })).id;
    expect([copy, other, forgetful].map((id) => secrets.get(id))).toEqual([{ password: 'p' }, {}, {}]);
  });
});

describe('the order of sources', () => {
  test('is that in which they were put, whatever is moved, now and at the next start', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(4), fc.nat(6)), { maxLength: 8 }), async (moves) => {
        rmSync(directory, { recursive: true, force: true });
        const registry = start();
        const ids = ['A', 'B', 'C', 'D', 'E'].map((name) => value(registry.add(draft(name), {}, { open: false })).id);
        let expected = [...ids];
        for (const [which, to] of moves) {
          const id = ids[which] ?? '';
          value(registry.editor.move(id, to));
          expected = expected.filter((other) => other !== id);
          expected.splice(Math.max(0, Math.min(to - 1, expected.length)), 0, id);
        }
        const order = (of: Registry): string[] => of.list().map(({ source }) => source.id);
        expect(order(registry)).toEqual([SANDBOX_ID, ...expected]);
        expect(order(start())).toEqual([SANDBOX_ID, ...expected]);
      }),
      { numRuns: 20 },
    );
    expect(start().editor.move(SANDBOX_ID, 2)).toMatchObject({ ok: false });
    expect(start().editor.move('nobody', 2)).toMatchObject({ ok: false, fault: { reason: 'source-unknown' } });
  });
});

describe('a source that was removed', () => {
  test('comes back with its id, in its place, with its secrets, and open if it was', async () => {
    const registry = start();
    value(registry.add(draft('A'), {}, { open: false }));
    const id = await addLive(registry, draft('B', { user: 'me' }), { password: 'p' });
    value(registry.add(draft('C'), {}, { open: false }));
    value(await registry.editor.remove(id));
    expect(names(registry)).toEqual(['Sandbox', 'A', 'C']);
    expect(secrets.get(id)).toEqual({});
    expect(readFileSync(path.join(directory, 'settings/passwords.json'), 'utf8')).not.toContain(id);
    expect(value(registry.editor.restore(id))).toMatchObject({ id, name: 'B' });
    expect(names(registry)).toEqual(['Sandbox', 'A', 'B', 'C']);
    await until(() => driver.connections.length === 2, 'it connects again');
    expect(secrets.get(id)).toEqual({ password: 'p' });
    const next = start();
    expect(names(next)).toEqual(['Sandbox', 'A', 'B', 'C']);
    expect(secrets.get(id)).toEqual({ password: 'p' });
  });

  test('comes back once, under a free name, and only until the next one is removed', async () => {
    const registry = start();
    const [a, b] = ['A', 'B'].map((name) => value(registry.add(draft(name), {}, { open: false })).id) as [string, string];
    value(await registry.editor.remove(a));
    value(registry.add(draft('A', { roots: ['/other'] }), {}, { open: false }));
    expect(value(registry.editor.restore(a)).name).toBe('A (2)');
    expect(registry.editor.restore(a)).toMatchObject({ ok: false, fault: { reason: 'removed-unknown' } });
    value(await registry.editor.remove(a));
    value(await registry.editor.remove(b));
    expect(registry.editor.restore(a)).toMatchObject({ ok: false, fault: { reason: 'removed-unknown' } });
    expect(value(registry.editor.restore(b)).name).toBe('B');
  });
});

describe('recent sources', () => {
  test('are those that were connected to and are no longer in the list, without secrets', async () => {
    const registry = start();
    const messages = attach(registry);
    const never = value(registry.add(draft('Never'), {}, { open: false })).id;
    const once = await addLive(registry, draft('Once', { user: 'me' }), { password: 'hunter2' });
    expect(offersIn(messages)?.recents).toEqual([]);
    await registry.editor.remove(never);
    await registry.editor.remove(once);
    expect(offersIn(messages)?.recents).toEqual([draft('Once', { user: 'me' })]);
    expect(readFileSync(path.join(directory, 'settings/sources.json'), 'utf8')).not.toContain('hunter2');
    const next = start();
    expect(offersIn(attach(next))?.recents).toEqual([draft('Once', { user: 'me' })]);
    value(next.add(draft('Once', { user: 'me' }), {}, { open: false }));
    expect(offersIn(attach(next))?.recents).toEqual([]);
  });

  test('also hold what an edit replaced, and are gone when a removal is undone', async () => {
    const registry = start();
    const messages = attach(registry);
    const id = await addLive(registry, draft('A'));
    value(await registry.editor.change(id, draft('A', { roots: ['/b'] })));
    expect(offersIn(messages)?.recents).toEqual([draft('A')]);
    await until(() => driver.connections.length === 2, 'it connects anew');
    await registry.editor.remove(id);
    value(registry.editor.restore(id));
    expect(offersIn(messages)?.recents).toEqual([draft('A')]);
  });

  test('are ten at most, the latest first', async () => {
    const registry = start();
    for (let i = 0; i < 12; i++) await registry.editor.remove(await addLive(registry, draft(`S${i}`)));
    expect(offersIn(attach(registry))?.recents.map(({ name }) => name)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((i) => `S${i}`));
  });

  test('stand beside what the environment names, unless it is in the list', () => {
    const registry = start({ environment: [draft('E')] });
    const messages = attach(registry);
    expect(offersIn(messages)?.environment).toEqual([draft('E')]);
    value(registry.add(draft('E'), {}, { open: false }));
    expect(offersIn(messages)?.environment).toEqual([]);
  });
});

describe('a list that is full', () => {
  test('takes no source more, from wherever it comes, and is whole at the next start', async () => {
    const full = Array.from({ length: MOST_SOURCES }, (_, i) => ({ ...draft(`S${i}`), id: `${i}` }));
    openSettings(directory, () => {}).sources.set({ version: 3, sources: full, connected: [], recents: [] });
    const registry = start();
    const refusal = { ok: false, fault: { reason: 'sources-many' } };
    expect(registry.add(draft('More'))).toMatchObject(refusal);
    expect(await registry.addLink({ source: draft('Linked'), given: [] }, { readOnly: false })).toMatchObject(refusal);
    value(await registry.editor.change('7', draft('Changed')));
    value(await registry.editor.remove('0'));
    value(registry.add(draft('More'), {}, { open: false }));
    expect(registry.editor.restore('0')).toMatchObject(refusal);
    const next = names(start());
    expect(next).toHaveLength(MOST_SOURCES + 1);
    expect(next).toContain('Changed');
  });
});

describe('a source with a user', () => {
  test('asks for its password and leaves the server alone until it has been entered', async () => {
    const registry = start();
    const messages = attach(registry);
    const { id } = value(registry.add(draft('A', { user: 'me' })));
    const phase = () => messages.flatMap((message) => (message.kind === 'status' && message.sourceId === id ? [message.status.phase] : [])).at(-1);
    await until(() => phase()?.kind === 'suspended', 'it waits');
    expect(phase()).toMatchObject({ fault: { reason: 'password-needed', params: { user: 'me' } } });
    expect(phase()).not.toHaveProperty('retryAt');
    registry.retry(id);
    await until(() => messages.filter((message) => message.kind === 'status' && message.status.phase.kind === 'suspended').length > 1, 'it waits again');
    expect(driver.connections).toHaveLength(0);
    expect(value(registry.editor.keptSecrets(id))).toEqual({ password: false, passphrase: false, lasting: true });
    value(await registry.editor.unlock(id, { password: '' }));
    await until(() => driver.connections.length === 1, 'an empty password is one');
    expect(value(registry.editor.keptSecrets(id))).toMatchObject({ password: true });
  });

  test('is not tried by a test either', async () => {
    expect(await start().test(draft('A', { user: 'me' }))).toMatchObject({ ok: false, fault: { reason: 'password-needed' } });
    expect(driver.connections).toHaveLength(0);
  });
});
