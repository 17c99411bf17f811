import http from 'node:http';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadOfficial } from '../../../electron/runtime/official.mjs';

// Another system's Electron is asked for, so that one which is already here does not end the download before it begins.
const elsewhere = process.platform === 'darwin' ? 'linux' : 'darwin';

describe('the official download', { timeout: 60_000 }, () => {
  let folder: string;
  let server: http.Server;
  const timers = new Set<NodeJS.Timeout>();

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'flagscope-official-'));
  });
  afterEach(() => {
    for (const timer of timers) clearInterval(timer);
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A real host that answers every request so, and the environment that sends the downloader there. */
  async function host(answer: http.RequestListener): Promise<Record<string, string | undefined>> {
    server = http.createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return {
      ...process.env,
      ELECTRON_MIRROR: `http://127.0.0.1:${port}/`,
      ELECTRON_INSTALL_PLATFORM: elsewhere,
      ELECTRON_GET_NO_PROGRESS: '1',
      electron_config_cache: folder,
    };
  }

  it('is given up when the host accepts and sends nothing', async () => {
    const env = await host(() => {});
    expect(await downloadOfficial({ silenceMs: 1500, env })).toBe('the download host sent nothing for 1.5 s');
  });

  it('is given up when the host stalls in the middle', async () => {
    const env = await host((_request, response) => {
      response.writeHead(200, { 'content-length': '1000000' });
      response.write(Buffer.alloc(5000));
    });
    expect(await downloadOfficial({ silenceMs: 1500, env })).toBe('the download host sent nothing for 1.5 s');
  });

  it('is not given up while bytes come, however slowly', async () => {
    const silenceMs = 3000;
    let tenths = 0;
    const env = await host((_request, response) => {
      response.writeHead(200, { 'content-length': '10000' });
      // Twice the silence that is allowed, in ten parts.
      const timer = setInterval(() => {
        tenths += 1;
        response.write(Buffer.alloc(1000));
        if (tenths === 10) clearInterval(timer);
      }, (2 * silenceMs) / 10);
      timers.add(timer);
    });
    const refusal = await downloadOfficial({ silenceMs, env });
    expect(tenths).toBe(10);
    expect(refusal).toMatch(/checksum/i);
  });

  it('says so when the host refuses or cannot be reached', async () => {
    const refused = await host((_request, response) => response.writeHead(403).end());
    expect(await downloadOfficial({ env: refused })).toMatch(/403/);
    expect(await downloadOfficial({ env: { ...refused, ELECTRON_MIRROR: 'http://127.0.0.1:1/' } })).toBe('its download host cannot be reached');
  });

  it('leaves no temporary files behind', async () => {
    const ours = () => readdirSync(os.tmpdir()).filter((name) => name.startsWith('flagscope-electron-'));
    const before = ours();
    const env = await host((_request, response) => response.writeHead(404).end());
    await downloadOfficial({ env });
    expect(ours()).toEqual(before);
  });
});
