import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../../shared/fault';
import { Secrets, type Keyring } from '../../../electron/settings/secrets';
import { openSettings } from '../../../electron/settings/settings';
import { bundleForNode, runProgram } from '../../support/child';

let directory: string;
let notices: Fault[];
const open = (): ReturnType<typeof openSettings> => openSettings(directory, (notice) => notices.push(notice));
const file = (name: string): string => path.join(directory, 'settings', name);
const write = (name: string, content: string): void => {
  mkdirSync(path.dirname(file(name)), { recursive: true });
  writeFileSync(file(name), content);
};

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'flagscope-settings-'));
  notices = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const source = {
  id: 'one',
  backend: 'etcd' as const,
  endpoints: [{ host: 'h', port: 2379 }],
  roots: ['/c/'],
  name: 'One',
  environment: 'staging' as const,
  access: 'guarded' as const,
};

describe('settings', () => {
  test('start with defaults, and write nothing by being read', () => {
    expect(open().window.value).toEqual({ version: 1, theme: 'system', maximized: false });
    expect(readdirSync(directory)).toEqual([]);
    expect(notices).toEqual([]);
  });

  test('come back as they were left', () => {
    open().sources.set({ version: 3, sources: [source], connected: [], recents: [] });
    expect(open().sources.value.sources).toEqual([source]);
  });

  test('are readable by their owner only, and leave no temporary file', () => {
    open().sources.set({ version: 3, sources: [source], connected: [], recents: [] });
    expect(statSync(file('sources.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(path.join(directory, 'settings'))).toEqual(['sources.json']);
  });

  test('of a version that knew one root a source are read', () => {
    const { roots, ...before } = source;
    write('sources.json', JSON.stringify({ version: 1, sources: [{ ...before, root: roots[0] }] }));
    expect(open().sources.value).toEqual({ version: 3, sources: [source], connected: ['one'], recents: [] });
    expect(notices).toEqual([]);
  });

  test.each([
    ['torn JSON', '{"version": 1, "sources": ['],
    ['a newer version', '{"version": 4, "sources": []}'],
    ['a source that is none', '{"version": 1, "sources": [{"id": "x"}]}'],
    ['something else', '[]'],
  ])('with %s are kept aside, word for word, with a notice', (_, content) => {
    write('sources.json', content);
    const settings = open();
    expect(settings.sources.value.sources).toEqual([]);
    expect(notices.map(({ reason }) => reason)).toEqual(['settings-unreadable']);
    settings.sources.set({ version: 3, sources: [source], connected: [], recents: [] });
    const kept = notices[0]?.params['kept'] ?? '';
    expect(readFileSync(kept, 'utf8')).toBe(content);
    expect(notices[0]?.message).toContain(kept);
    expect(open().sources.value.sources).toEqual([source]);
  });

  test('that cannot be written say so and hold for this run', () => {
    writeFileSync(path.join(directory, 'settings'), 'a file where the folder should be');
    const settings = open();
    notices = [];
    settings.sources.set({ version: 3, sources: [source], connected: [], recents: [] });
    expect(notices).toHaveLength(1);
    expect(notices[0]?.message).toContain('cannot be written');
    expect(settings.sources.value.sources).toEqual([source]);
  });

  test('that still cannot be written do not say so again, until once they could', () => {
    const settings = open();
    const show = (activeSourceId: string): void => settings.window.set({ ...settings.window.value, activeSourceId });
    const folder = path.join(directory, 'settings');
    for (const broken of [1, 2]) {
      writeFileSync(folder, 'a file where the folder should be');
      for (const id of ['a', 'b', 'c']) show(`${id}${broken}`);
      expect(notices).toHaveLength(broken);
      rmSync(folder);
      show(`d${broken}`);
      expect(open().window.value.activeSourceId).toBe(`d${broken}`);
      rmSync(folder, { recursive: true });
    }
  });

  test('of which the disk takes only the first part stay as they were, and say so', async () => {
    const program = await bundleForNode(path.join(import.meta.dirname, 'programs/writer.ts'));
    const writer = runProgram(program, [directory], { maxFileBytes: 4096 });
    await writer.ended;
    expect(writer.lines).toEqual(['settings-unwritable', 'done']);
    expect(open().sources.value.sources).toHaveLength(1);
    expect(notices).toEqual([]);
  });
});

describe('passwords', () => {
  /** A keyring that can be read back: what matters here is what reaches the disk. */
  const reversing: Keyring = {
    encrypt: (text) => Buffer.from([...text].reverse().join('')),
    decrypt: (bytes) => [...bytes.toString()].reverse().join(''),
  };

  test('without a keyring live as long as the process and never reach the disk', () => {
    const secrets = new Secrets(open().secrets, () => undefined);
    secrets.set('one', { password: 'hunter2' });
    expect(secrets.get('one')).toEqual({ password: 'hunter2' });
    expect(readdirSync(directory)).toEqual([]);
    expect(new Secrets(open().secrets, () => undefined).get('one')).toEqual({});
  });

  test('with a keyring are found again, encrypted on disk, until they are forgotten', () => {
    new Secrets(open().secrets, () => reversing).set('one', { password: 'hunter2' });
    expect(readFileSync(file('passwords.json'), 'utf8')).not.toContain('hunter2');
    const secrets = new Secrets(open().secrets, () => reversing);
    expect(secrets.get('one')).toEqual({ password: 'hunter2' });
    secrets.forget('one');
    expect(secrets.get('one')).toEqual({});
    expect(new Secrets(open().secrets, () => reversing).get('one')).toEqual({});
  });

  test('given for one run are not stored', () => {
    const secrets = new Secrets(open().secrets, () => reversing);
    secrets.keepForNow('one', { password: 'hunter2' });
    expect(secrets.get('one')).toEqual({ password: 'hunter2' });
    expect(readdirSync(directory)).toEqual([]);
  });

  test('that the keyring refuses to take live as long as the process', () => {
    const locked: Keyring = {
      encrypt: () => {
        throw new Error('the keychain is locked');
      },
      decrypt: reversing.decrypt,
    };
    const secrets = new Secrets(open().secrets, () => locked);
    secrets.set('one', { password: 'hunter2' });
    expect(secrets.get('one')).toEqual({ password: 'hunter2' });
    expect(readdirSync(directory)).toEqual([]);
  });

  test('of a version that knew passwords only are found, until the source gets new secrets', () => {
    const stored = reversing.encrypt('hunter2').toString('base64');
    write('passwords.json', JSON.stringify({ version: 1, passwords: { one: stored, two: stored } }));
    const secrets = new Secrets(open().secrets, () => reversing);
    expect(secrets.get('one')).toEqual({ password: 'hunter2' });
    secrets.set('one', { passphrase: 'opensesame' });
    const again = new Secrets(open().secrets, () => reversing);
    expect([again.get('one'), again.get('two')]).toEqual([{ passphrase: 'opensesame' }, { password: 'hunter2' }]);
  });

  test('that another keyring wrote are not found', () => {
    new Secrets(open().secrets, () => reversing).set('one', { password: 'hunter2' });
    const foreign: Keyring = {
      encrypt: reversing.encrypt,
      decrypt: () => {
        throw new Error('not mine');
      },
    };
    expect(new Secrets(open().secrets, () => foreign).get('one')).toEqual({});
  });
});
