import { expect, test } from 'vitest';
import { dispatch, type Handlers } from '../../../electron/ipc';
import { commands, type CommandName } from '../../../shared/contract';
import { failed, fault, ok } from '../../../shared/fault';

/** Answers every command with what it was given, so that one sees what came through. */
const echo = Object.fromEntries(Object.keys(commands).map((name) => [name, (input: unknown) => ok(input)])) as unknown as Handlers;

test('a command comes through with what its schema knows, and nothing else', async () => {
  expect(await dispatch(echo, 'source:open', { sourceId: 'x', extra: 1 })).toEqual({ ok: true, value: { sourceId: 'x' } });
});

test.each([
  ['nothing:such', {}, 'there is no such command'],
  ['toString', {}, 'there is no such command'],
  ['__proto__', {}, 'there is no such command'],
  [7, {}, 'there is no such command'],
  ['source:open', undefined, 'source:open: '],
  ['source:open', { sourceId: '' }, 'source:open: sourceId: '],
  ['entry:read', { sourceId: 'x', key: 5 }, 'entry:read: key: '],
  ['plan:apply', { sourceId: 'x', plan: { title: '', reason: '', edits: [] } }, 'plan:apply: plan.edits: '],
  ['settings:set', { theme: 'pink' }, 'settings:set: theme: '],
])('%j with %j is refused with a sentence', async (name, input, detail) => {
  const result = await dispatch(echo, name, input);
  if (result.ok) throw new Error('it was accepted');
  expect(result.fault).toMatchObject({ code: 'invalid', reason: 'invalid-request' });
  expect(result.fault.message).toContain(detail);
});

test('a plan keeps its bytes and its 64-bit numbers', async () => {
  const stamp = { created: 1n, modified: 2n ** 62n, version: 3 };
  const plan = { title: 't', reason: 'r', edits: [{ kind: 'put', key: '__proto__', value: Uint8Array.of(0, 255), base: stamp }] };
  expect(await dispatch(echo, 'plan:apply', { sourceId: 'x', plan })).toEqual({ ok: true, value: { sourceId: 'x', plan } });
});

test('a bug in a handler is an internal fault, never an exception', async () => {
  const broken = Object.fromEntries(
    Object.keys(commands).map((name) => [
      name,
      () => {
        throw new Error('a bug');
      },
    ]),
  ) as unknown as Handlers;
  const silenced = console.error;
  const told: unknown[] = [];
  console.error = (...what) => told.push(...what);
  try {
    expect(await dispatch(broken, 'window:ready', {})).toMatchObject({ ok: false, fault: { code: 'internal', params: { detail: 'a bug' } } });
  } finally {
    console.error = silenced;
  }
  expect(told.map(String).join(' ')).toContain('window:ready failed: Error: a bug');
});

test('a fault of a handler comes through as it is', async () => {
  const faulty = { ...echo, 'source:retry': () => failed(fault('invalid', 'source-unknown')) } as Handlers;
  const name: CommandName = 'source:retry';
  expect(await dispatch(faulty, name, { sourceId: 'x' })).toMatchObject({ ok: false, fault: { reason: 'source-unknown' } });
});
