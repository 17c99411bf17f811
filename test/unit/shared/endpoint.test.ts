import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isHostName, isIpv6, parseEndpoint, usualPorts } from '../../../shared/model/endpoint';
import { serversIn } from '../../../shared/model/etcd-endpoints';
import { formatEndpoint } from '../../../shared/model/source';
import { checkSource } from '../../../shared/model/source-check';
import { parseSourceUrl } from '../../../shared/model/source-url';

test.each(['::', '::1', '1::', '1:2:3:4:5:6:7:8', 'fe80::1%eth0', 'fe80::1%en-1.2', '::ffff:127.0.0.1', '2001:DB8::a'])('%s is an IPv6 address', (host) => {
  expect(isIpv6(host)).toBe(true);
});

test.each(['', ':', '1::2::3', '1:2:3', '1:2:3:4:5:6:7:8:9', '12345::', '::g', '::ffff:300.0.0.1', 'fe80::1%', 'fe80::1%a b', 'host', '127.0.0.1', '::1%eth0%eth1'])(
  '%j is none',
  (host) => {
    expect(isIpv6(host)).toBe(false);
  },
);

const zone = fc.stringMatching(/^%[A-Za-z0-9][\w.-]{0,8}$/);
const ipv6 = fc.tuple(fc.ipV6(), fc.option(zone, { nil: '' })).map(([address, where]) => address + where);
const host = fc.oneof(fc.domain(), fc.ipV4(), ipv6, fc.stringMatching(/^[\p{L}\p{N}_][\p{L}\p{N}._-]{0,20}$/u).filter(isHostName));
const backend = fc.constantFrom('zookeeper' as const, 'etcd' as const);

test('every way to write a server gives that server, by itself and in a URL', () => {
  fc.assert(
    fc.property(host, fc.option(fc.integer({ min: 1, max: 65535 })), backend, fc.boolean(), (name, written, kind, bare) => {
      const server = { host: name, port: written ?? usualPorts[kind] };
      const usual = isIpv6(name) && !bare ? `[${name}]` : name;
      const text = written === null ? usual : formatEndpoint(server);
      expect(parseEndpoint(text, kind)).toEqual({ ok: true, value: server });
      expect(parseSourceUrl(`${kind}://${text}/x`)).toMatchObject({ ok: true, value: { source: { endpoints: [server] } } });
      expect(serversIn(`${text}, ${text}`, kind)).toEqual([server, server]);
    }),
  );
});

test('whatever is taken for a server is written as the same one, and can be kept', () => {
  const piece = fc.constantFrom('[', ']', ':', '::', '.', '%', '-', '_', 'a', '1', '65535', 'fe80', 'eth0', '127.0.0.1', '主', ' ');
  const text = fc.oneof(fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')), ipv6.map((address) => `[${address}]:1`));
  fc.assert(
    fc.property(text, backend, (typed, kind) => {
      const read = parseEndpoint(typed, kind);
      if (!read.ok) return;
      expect(parseEndpoint(formatEndpoint(read.value), kind)).toEqual(read);
      expect(checkSource({ backend: kind, endpoints: [read.value], roots: ['/'], name: 'n', environment: 'local', access: 'read-only' })).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

test('an address of bare colons is one without a port', () => {
  expect(parseEndpoint('::1', 'zookeeper')).toEqual({ ok: true, value: { host: '::1', port: 2181 } });
  expect(parseEndpoint('fe80::1%eth0', 'etcd')).toEqual({ ok: true, value: { host: 'fe80::1%eth0', port: 2379 } });
  expect(parseEndpoint('[127.0.0.1]:1', 'etcd')).toMatchObject({ ok: false, fault: { reason: 'server-malformed' } });
});
