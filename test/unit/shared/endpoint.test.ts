import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isIpv6, parseEndpoint } from '../../../shared/model/endpoint';
import { formatEndpoint } from '../../../shared/model/source';

test.each(['::', '::1', '1::', '1:2:3:4:5:6:7:8', 'fe80::1%eth0', 'fe80::1%en-1.2', '::ffff:127.0.0.1', '2001:DB8::a'])('%s is an IPv6 address', (host) => {
  expect(isIpv6(host)).toBe(true);
});

test.each(['', ':', '1::2::3', '1:2:3', '1:2:3:4:5:6:7:8:9', '12345::', '::g', '::ffff:300.0.0.1', 'fe80::1%', 'fe80::1%a b', 'host', '127.0.0.1', '::1%eth0%eth1'])(
  '%j is none',
  (host) => {
    expect(isIpv6(host)).toBe(false);
  },
);

test('what is written as a server is read as the same server', () => {
  const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6().filter(isIpv6));
  fc.assert(
    fc.property(host, fc.integer({ min: 1, max: 65535 }), (name, port) => {
      expect(parseEndpoint(formatEndpoint({ host: name, port }), 'etcd')).toEqual({ ok: true, value: { host: name, port } });
    }),
  );
});

test('an address of bare colons is one without a port', () => {
  expect(parseEndpoint('::1', 'zookeeper')).toEqual({ ok: true, value: { host: '::1', port: 2181 } });
  expect(parseEndpoint('fe80::1%eth0', 'etcd')).toEqual({ ok: true, value: { host: 'fe80::1%eth0', port: 2379 } });
  expect(parseEndpoint('[127.0.0.1]:1', 'etcd')).toMatchObject({ ok: false, fault: { reason: 'server-malformed' } });
});
