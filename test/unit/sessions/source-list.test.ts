import { expect, test } from 'vitest';
import { settled } from '../../../electron/sessions/source-list';
import type { ConnectOptions } from '../../../shared/model/source';

const remote = (backend: 'zookeeper' | 'etcd', root: string): ConnectOptions => ({ backend, endpoints: [{ host: 'h', port: 1 }], roots: [root] });

test('a certificate file that is named from a directory is remembered in full', () => {
  const settledIn = (ca: string): unknown => settled({ ...remote('etcd', ''), tls: { ca } }, '/home/me').tls;
  expect(settledIn('ca.pem')).toEqual({ ca: '/home/me/ca.pem' });
  expect(settledIn('/etc/ca.pem')).toEqual({ ca: '/etc/ca.pem' });
  expect(settled({ ...remote('etcd', ''), tls: {} }, '/home/me').tls).toEqual({});
  expect(settled(remote('etcd', ''), '/home/me')).not.toHaveProperty('tls');
});

test('a workspace that is named from a directory is remembered in full, and the sandbox as it is', () => {
  expect(settled({ backend: 'local', endpoints: [], roots: ['work'] }, '/home/me').roots[0]).toBe('/home/me/work');
  expect(settled({ backend: 'local', endpoints: [], roots: [''] }, '/home/me').roots[0]).toBe('');
});

test('slashes around a chroot do not matter, and those of a prefix do', () => {
  for (const root of ['', '/', '//']) expect(settled(remote('zookeeper', root), '/').roots[0]).toBe('/');
  for (const root of ['a/b', '/a/b', '/a/b/']) expect(settled(remote('zookeeper', root), '/').roots[0]).toBe('/a/b');
  expect(settled(remote('etcd', '/config/'), '/').roots[0]).toBe('/config/');
});
