import { describe, expect, test } from 'vitest';
import { Attempts } from '../../../electron/sessions/attempts';
import { diagnostics, type DiagnosticsRequest } from '../../../electron/sessions/diagnostics';
import type { SourceStatus } from '../../../shared/contract';
import { fault, type Fault } from '../../../shared/fault';
import type { Backend, Source } from '../../../shared/model/source';

const about = { app: '1.2.3', electron: '45.0.0', chromium: '150', node: '24.1.0', system: 'linux 6.8 x64' };
const source: Source = {
  id: 'id-planted',
  backend: 'etcd',
  endpoints: [{ host: 'etcd-1.example.com', port: 2379 }],
  roots: ['/config/payments'],
  user: 'zoe.planted',
  tls: { ca: '/home/zoe/planted/ca.pem', key: 'C:\\planted\\client.key', serverName: 'etcd.internal' },
  name: 'Zoe planted this name',
  environment: 'production',
  access: 'guarded',
};
const status: SourceStatus = {
  phase: { kind: 'live' },
  at: 41n,
  nodes: 7,
  changes: 3,
  rates: [1, 2],
  server: 'etcd 3.5.1',
  cost: { requests: 12, watches: 1, bytesIn: 3456 },
  demoRunning: false,
  writes: {},
  resyncs: [{ id: 1, from: 0, until: 9_000, counts: { added: 1, changed: 2, recreated: 0, removed: 0, passed: 0 }, writes: 4, everyStep: true }],
};

const text = (more: Partial<DiagnosticsRequest> = {}): string =>
  diagnostics({ about, source, open: true, readOnlyRun: false, status, attempts: [], lastLive: 5, now: 10_000, ...more });

const suspended = (reason: Fault): SourceStatus => ({ ...status, phase: { kind: 'suspended', fault: reason, retryAt: 0 }, lastFault: { fault: reason, at: 0 } });

describe('diagnostics', () => {
  test('say what somebody who helps needs, and what they hold', () => {
    const said = text();
    for (const part of [
      'Flagscope 1.2.3, Electron 45.0.0, Chromium 150, Node 24.1.0',
      'linux 6.8 x64',
      'Back-end: etcd',
      'Server: etcd 3.5.1',
      'Servers: etcd-1.example.com:2379',
      'Roots: "/config/payments"',
      'User: set (masked)',
      'TLS: yes, ca ca.pem, key client.key, server name etcd.internal',
      'Phase: live',
      'Keys: 7',
      'Cost: 12 requests, 1 watches, 3456 bytes in, unknown bytes out',
      '1970-01-01T00:00:00.000Z to 1970-01-01T00:00:09.000Z: closed by the user; 1 added, 2 changed; every step known',
      'What is not: values, keys other than the roots, passwords.',
    ])
      expect(said).toContain(part);
  });

  test('write a revision as the tools of its store do', () => {
    const outage = { id: 1, from: 0, until: 9_000, counts: { added: 0, changed: 0, recreated: 0, removed: 0, passed: 0 }, writes: 0, everyStep: false, wentBack: { from: 0x300000002n, to: 17n } };
    const said = (backend: Backend): string => text({ source: { ...source, backend }, status: { ...status, at: 0x30000000an, resyncs: [outage] } });
    expect(said('zookeeper')).toMatch(/Revision: 0x30000000a\n[^]*revision went back from 0x300000002 to 0x11/);
    expect(said('etcd')).toMatch(/Revision: 12884901898\n[^]*revision went back from 12884901890 to 17/);
  });

  test('hold no name, user, directory or id', () => {
    expect(text()).not.toMatch(/zoe|planted|home/i);
  });

  test.each([
    fault('conflict', 'conflict', {}, { key: '/config/payments/planted', actual: null }),
    fault('invalid', 'certificate-unreadable', { path: '/home/planted/planted.d/ca.pem', cause: 'ENOENT' }),
    fault('internal', 'internal', { detail: 'unexpected token in "planted-value" of zoe.planted at /home/planted/x.js' }),
    fault('internal', 'internal', { detail: `an unclosed quote "planted` }),
    fault('unreachable', 'unreachable', { endpoint: 'x:1', detail: 'user zoe.planted has no right to \u201cplanted\u201d or /config/planted' }),
    fault('invalid', 'outside-root', { root: '/planted' }, { key: '/planted' }),
    fault('invalid', 'source-exists', { name: 'planted' }),
    fault('invalid', 'invalid-source-url', { url: 'etcd://planted:planted@h/', detail: `it's 'planted'` }),
  ])('mask what the fault $reason carries', (reason) => {
    const said = text({ status: suspended(reason), attempts: [{ at: 0, fault: reason }] });
    expect(said).not.toMatch(/planted/i);
    expect(said).toContain(`${reason.code} (${reason.reason})`);
  });

  test('keep a root that a fault names, and no directory of a workspace', () => {
    const missing = fault('denied', 'root-denied', { root: '/config/payments' });
    expect(text({ status: suspended(missing) })).toContain('You may not read /config/payments:');
    const workspace: Source = { ...source, backend: 'local', endpoints: [], roots: ['/home/planted/flags'] };
    const said = text({ source: workspace, status: suspended(fault('denied', 'workspace-locked', { path: '/home/planted/flags', pid: 4 })) });
    expect(said).toContain('Roots: "flags"');
    expect(said).toContain('The workspace flags is open in another process (pid 4).');
    expect(said).not.toContain('planted');
  });
});

test('attempts are remembered for ten minutes, and when it was live last', () => {
  const attempts = new Attempts();
  const refused = fault('unreachable', 'refused', { endpoint: 'x:1' });
  expect(attempts.lastLive(5)).toBeUndefined();
  attempts.phase({ kind: 'connecting' }, 1);
  attempts.phase({ kind: 'suspended', fault: refused, retryAt: 0 }, 2);
  attempts.phase({ kind: 'live' }, 3);
  expect(attempts.lastLive(5)).toBe(5);
  attempts.phase({ kind: 'closed' }, 7);
  expect(attempts.lastLive(9)).toBe(7);
  expect(attempts.recent(9)).toEqual([{ at: 2, fault: refused }, { at: 3 }]);
  expect(attempts.recent(600_003)).toEqual([]);
});
