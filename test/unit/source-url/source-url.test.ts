import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEndpoint } from '../../../shared/model/endpoint';
import { keyFromBytes } from '../../../shared/model/key';
import { nestedRoots } from '../../../shared/model/roots';
import { accesses, environments, type SourceDraft } from '../../../shared/model/source';
import { checkSource } from '../../../shared/model/source-check';
import { defaultName } from '../../../shared/model/source-defaults';
import { formatSourceUrl, parseSourceUrl, type SourceLink } from '../../../shared/model/source-url';

function linkOf(url: string): SourceLink {
  const result = parseSourceUrl(url);
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

function mistakeIn(url: string): string {
  const result = parseSourceUrl(url);
  if (result.ok) throw new Error(`${url} was accepted`);
  expect(result.fault.code).toBe('invalid');
  expect(result.fault.reason).toBe('invalid-source-url');
  return result.fault.message;
}

describe('a ZooKeeper URL', () => {
  test('names servers and a chroot', () => {
    expect(linkOf('zookeeper://one:2181,two:2182/feature_flags/shop').source).toEqual({
      backend: 'zookeeper',
      endpoints: [
        { host: 'one', port: 2181 },
        { host: 'two', port: 2182 },
      ],
      roots: ['/feature_flags/shop'],
      name: 'one:2181 +1/feature_flags/shop',
      environment: 'development',
      access: 'read-write',
    });
  });

  test.each([
    ['zookeeper://host', '/'],
    ['zookeeper://host/', '/'],
    ['zookeeper://host/flags/', '/flags'],
    ['zookeeper://host/flags///', '/flags'],
    ['zookeeper://host/with%20space', '/with space'],
    ['zookeeper://host/%E6%A0%91', '/树'],
    ['zookeeper://host/树', '/树'],
    ['zookeeper://host?root=flags', '/flags'],
    ['zookeeper://host/a+b#c', '/a+b#c'],
  ])('%s watches %s', (url, root) => {
    expect(linkOf(url).source.roots[0]).toBe(root);
  });

  test('has port 2181 unless it says otherwise', () => {
    expect(linkOf('zookeeper://host,other:99').source.endpoints).toEqual([
      { host: 'host', port: 2181 },
      { host: 'other', port: 99 },
    ]);
  });
});

describe('an etcd URL', () => {
  test.each([
    ['etcd://host', ''],
    ['etcd://host/', '/'],
    ['etcd://host/config', '/config'],
    ['etcd://host/config/', '/config/'],
    ['etcd://host/a/../b', '/a/../b'],
    ['etcd://host//a//', '//a//'],
    ['etcd://host/a%3Fb', '/a?b'],
    ['etcd://host?root=', ''],
    ['etcd://host?root=config/', 'config/'],
    ['etcd://host/%FF%00', '/\\xFF\\x00'],
    ['etcd://host/%5Cx41', '/\\x5Cx41'],
  ])('%s watches the literal prefix %j', (url, root) => {
    expect(linkOf(url).source.roots[0]).toBe(root);
  });

  test('has port 2379 unless it says otherwise, and takes IPv6 as a list of servers does', () => {
    expect(linkOf('etcd://[::1],[fe80::1%eth0]:99,::2/').source.endpoints).toEqual([
      { host: '::1', port: 2379 },
      { host: 'fe80::1%eth0', port: 99 },
      { host: '::2', port: 2379 },
    ]);
  });
});

describe('several roots', () => {
  test.each([
    ['zookeeper://h/a?root=/b&root=/c', ['/a', '/b', '/c']],
    ['zookeeper://h?root=/b&root=/c', ['/b', '/c']],
    ['etcd://h/a/?root=b&root=c', ['/a/', 'b', 'c']],
    ['etcd://h?root=b&root=/c', ['b', '/c']],
    ['etcd://h/?root=b', ['/', 'b']],
  ])('%s watches %j', (url, roots) => {
    expect(linkOf(url).source.roots).toEqual(roots);
  });

  test('are counted in the name', () => {
    expect(linkOf('zookeeper://h:1/a?root=/b&root=/c').source.name).toBe('h:1/a +2');
  });
});

describe('a separator', () => {
  test('is taken for etcd and local workspaces; a slash needs no mention', () => {
    expect(linkOf('etcd://h?separator=:').source.separator).toBe(':');
    expect(linkOf('local:a?separator=%3A%3A').source.separator).toBe('::');
    expect(linkOf('etcd://h?separator=/').source.separator).toBeUndefined();
    expect(linkOf('etcd://h?separator=/').given).toEqual(['separator']);
  });
});

describe('a local URL', () => {
  test('without a path is the sandbox', () => {
    expect(linkOf('local:').source).toMatchObject({ backend: 'local', endpoints: [], roots: [''], name: 'Sandbox', environment: 'local', access: 'read-write' });
  });

  test.each([
    ['local:/tmp/my%20flags', '/tmp/my flags', 'my flags'],
    ['local:relative/dir/', 'relative/dir/', 'dir'],
    ['local:C:\\flags', 'C:\\flags', 'flags'],
  ])('%s is the directory %s', (url, root, name) => {
    expect(linkOf(url).source).toMatchObject({ roots: [root], name });
  });
});

describe('settings in a URL', () => {
  test('are read, and told apart from defaults', () => {
    const link = linkOf('etcd://host/c?environment=staging&access=read-only&name=My%20etcd&user=root&ca=/etc/ca.pem&key=/c/%20a');
    expect(link.source).toMatchObject({ environment: 'staging', access: 'read-only', name: 'My etcd', user: 'root', tls: { ca: '/etc/ca.pem' } });
    expect(link.key).toBe('/c/ a');
    expect(link.given).toEqual(['environment', 'access', 'name', 'tls']);
    expect(linkOf('etcd://host/c').given).toEqual([]);
  });

  test('production is guarded unless the URL says otherwise', () => {
    expect(linkOf('etcd://host?environment=production').source.access).toBe('guarded');
    expect(linkOf('etcd://host?environment=production&access=read-only').source.access).toBe('read-only');
  });

  test('tls is on, off or as it was', () => {
    expect(linkOf('etcd://host?tls=1').source.tls).toEqual({});
    expect(linkOf('etcd://host?tls=0').source.tls).toBeUndefined();
    expect(linkOf('etcd://host').source.tls).toBeUndefined();
  });

  test.each([
    ['ca=a.pem', { ca: 'a.pem' }],
    ['cert=/c%20d.pem&certkey=k.pem', { certificate: '/c d.pem', key: 'k.pem' }],
    ['pkcs12=me.p12&tls=1', { pkcs12: 'me.p12' }],
    ['servername=store.example', { serverName: 'store.example' }],
  ])('%s turns TLS on', (query, tls) => {
    const link = linkOf(`etcd://host?${query}`);
    expect(link.source.tls).toEqual(tls);
    expect(link.given).toEqual(['tls']);
  });
});

describe('a mistake has its own sentence, which says how to write it', () => {
  test.each([
    ['host:2181', 'is not a back-end; use zookeeper, etcd or local'],
    ['/some/path', 'it has no scheme'],
    ['', 'it has no scheme'],
    ['redis://host', '"redis" is not a back-end'],
    ['etcd:host', 'two slashes belong behind "etcd:"'],
    ['etcd://', 'it names no host; write etcd://host:port'],
    ['etcd:///config', 'it names no host'],
    ['etcd://a,,b', 'an empty host between commas'],
    ['etcd://user@host', 'write ?user=user'],
    ['zookeeper://h/%FF', 'is not UTF-8'],
    ['zookeeper://h/%00', 'NUL'],
    ['etcd://h/a?separator=', 'separator is empty'],
    ['etcd://h/a%2', '"%2" in the prefix is not a percent-encoding'],
    ['etcd://h/100%', 'write % itself as %25'],
    ['etcd://h?colour=red', 'it does not know "colour"; it takes environment'],
    ['etcd://h?access', '"access" has no value'],
    ['etcd://h?access=all', '"all" is not a value of access; use read-only, guarded, read-write'],
    ['etcd://h?environment=prod', 'is not a value of environment'],
    ['etcd://h?name=a&name=b', '"name" stands in it twice'],
    ['etcd://h?name=%20', 'the name is empty'],
    ['etcd://h?user=', 'user is empty'],
    ['etcd://h?tls=yes', 'is not a value of tls'],
    ['etcd://h?tls=0&ca=x', 'ca is given but TLS is off'],
    ['etcd://h?tls=0&servername=x', 'servername is given but TLS is off'],
    ['etcd://h?pkcs12=', 'pkcs12 is empty'],
    ['local://host/a', 'a local workspace has no host'],
    ['local:?access=read-only', 'the sandbox takes no "access"'],
  ])('%s', (url, sentence) => {
    expect(mistakeIn(url)).toContain(sentence);
  });

  test.each([':2379', ' b', 'a:b', 'a:0', 'a:65536', 'a:', '[::1', '[nonsense]', 'ho$t', '::1::2'])('of a server it is that of the server: %j', (server) => {
    const alone = parseEndpoint(server, 'etcd');
    expect(alone).toMatchObject({ ok: false, fault: { params: { text: server } } });
    expect(parseSourceUrl(`etcd://a,${server}/config`)).toEqual(alone);
  });

  test.each(['etcd://me:hunter2@host', 'etcd://host?password=hunter2', 'etcd://host?user=me&pwd=hunter2'])(
    'a password is refused and not repeated: %s',
    (url) => {
      const sentence = mistakeIn(url);
      expect(sentence).toContain('a password must not stand in a URL');
      expect(sentence).not.toContain('hunter2');
    },
  );
});

describe('what somebody pasted by mistake is refused or taken, however long it is', () => {
  // each of these kept an earlier parser busy for minutes, or overflowed its stack
  const length = 200_000;
  test.each([
    ['a path', `etcd://h/${'x'.repeat(length)}`, 'text-too-long'],
    ['slashes', `zookeeper://h/a${'/'.repeat(length)}x`, 'text-too-long'],
    ['colons in brackets', `etcd://[${':'.repeat(length)}!]`, 'server-malformed'],
    ['colons', `etcd://${':'.repeat(length)}`, 'server-malformed'],
    ['a host', `etcd://${'a'.repeat(length)}`, 'server-malformed'],
  ])('%s', (_, url, reason) => {
    const link = parseSourceUrl(url);
    expect(link.ok ? checkSource(link.value.source)[0]?.fault : link.fault).toMatchObject({ reason });
  });

  test('a key', () => {
    expect(linkOf(`etcd://h?key=${'k'.repeat(length)}`).key).toHaveLength(length);
  });
});

describe('formatting', () => {
  const unpadded = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).map((text) => text.replaceAll('\0', '').trim()).filter((text) => text !== '');
  const host = fc.oneof(fc.constantFrom('localhost', '10.0.0.1', 'a-b.example', '主机', '::1', 'fe80::1%eth0'));
  const endpoints = fc.uniqueArray(fc.record({ host, port: fc.integer({ min: 1, max: 65535 }) }), {
    minLength: 1,
    maxLength: 5,
    selector: ({ host: name, port }) => `${name} ${port}`,
  });
  const chroot = fc
    .array(unpadded.map((text) => text.replaceAll('/', '')).filter((text) => !['', '.', '..'].includes(text)), { maxLength: 4 })
    .map((segments) => `/${segments.join('/')}`);
  const prefix = fc.uint8Array({ maxLength: 40 }).map(keyFromBytes);
  const rootsOf = (backend: 'zookeeper' | 'etcd', root: fc.Arbitrary<string>) =>
    fc.oneof(fc.tuple(root), fc.array(root, { minLength: 2, maxLength: 5 })).filter((roots) => nestedRoots(backend, roots) === undefined);
  const separator = fc.constantFrom(':', '.', '::', '%2F', '&', '树', ' / ');
  const terms = fc.record({ environment: fc.constantFrom(...environments), access: fc.constantFrom(...accesses) });
  const own = fc.oneof(fc.constant({}), fc.record({ certificate: unpadded, key: unpadded }), fc.record({ pkcs12: unpadded }));
  const trust = fc.record({ ca: unpadded, serverName: unpadded }, { requiredKeys: [] });
  const tls = fc.tuple(trust, own).map(([whom, whose]) => ({ ...whom, ...whose }));
  const optional = fc.record(
    { user: unpadded, tls, name: unpadded.filter((name) => name.length <= 200) },
    { requiredKeys: [] },
  );
  const remote = fc
    .tuple(
      fc.oneof(
        fc.record({ backend: fc.constant('zookeeper' as const), endpoints, roots: rootsOf('zookeeper', chroot) }),
        fc.record({ backend: fc.constant('etcd' as const), endpoints, roots: rootsOf('etcd', prefix), separator }, { requiredKeys: ['backend', 'endpoints', 'roots'] }),
      ),
      terms,
      optional,
    )
    .map(([target, how, more]): SourceDraft => ({ ...target, ...how, name: defaultName(target), ...more }));
  const key = fc.option(fc.uint8Array({ maxLength: 40 }).map(keyFromBytes), { nil: undefined });

  test('and parsing again gives the same source and key', () => {
    fc.assert(
      fc.property(remote, key, (source, opened) => {
        const asked = source.backend === 'zookeeper' ? undefined : opened;
        const link = linkOf(formatSourceUrl(source, asked));
        expect(link.source).toEqual(source);
        expect(link.key).toBe(asked);
      }),
    );
  });

  test('what was parsed gives a URL that means the same', () => {
    for (const url of ['zookeeper://a:1,[::1]:2/x y?name=N&key=/x%20y/z', 'etcd://a/%FF?tls=1', 'etcd://a?root=c&environment=production', 'local:/a%20b', 'local:'])
      expect(parseSourceUrl(formatSourceUrl(linkOf(url).source, linkOf(url).key))).toMatchObject({
        value: { source: linkOf(url).source },
      });
  });

  test('no text at all makes the parser throw', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string().map((text) => `etcd://${text}`), fc.string().map((text) => `zookeeper://h/?${text}`)), (text) => {
      expect(typeof parseSourceUrl(text).ok).toBe('boolean');
    }));
  });
});
