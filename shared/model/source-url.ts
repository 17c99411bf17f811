/**
 * Source URLs: `zookeeper://host:port[,host:port]/chroot`, `etcd://host:port[,host:port]/prefix/`, `local:` and `local:PATH`, each with
 * `?environment&access&name&user&tls&ca&cert&certkey&pkcs12&servername&key`, `root` for each further root, and but for ZooKeeper
 * `separator`. An own grammar, because `URL` rejects `host,host` and resolves `..`, which an etcd prefix may hold. No password stands
 * in one. Whether the source that is named can be one is for checkSource to say.
 */
import { detail, failed, fault, FaultError, ok, type Result } from '../fault';
import { parseEndpoint } from './endpoint';
import { keyFromBytes, type Key } from './key';
import { accesses, backends, environments, formatEndpoint, type Backend, type Endpoint, type SourceDraft, type TlsOptions } from './source';
import { defaultAccess, defaultEnvironment, defaultName } from './source-defaults';
import { chosen, decodeBytes, decodeText, encodeKey, encodeText, Mistake, parseQuery, textOf, type Parameter, type Query } from './source-url-text';
import { znodeRoot } from './znode-path';

/** Settings a link may leave to their defaults. */
export type GivenSetting = 'environment' | 'access' | 'name' | 'tls' | 'separator';

/** What a source URL says. */
export interface SourceLink {
  readonly source: SourceDraft;
  /** Settings that the URL names; the others are defaults. */
  readonly given: readonly GivenSetting[];
  /** The key to open. */
  readonly key?: Key;
}

/** What says more about TLS than that it is on, and so turns it on. */
const tlsParameters = [
  ['ca', 'ca'],
  ['cert', 'certificate'],
  ['certkey', 'key'],
  ['pkcs12', 'pkcs12'],
  ['servername', 'serverName'],
] as const satisfies readonly (readonly [Parameter, keyof TlsOptions])[];

/**
 * Reads a source URL. A mistake is the fault `invalid-source-url`, whose detail says what is wrong and how to write it; that of a
 * server is the server's own.
 */
export function parseSourceUrl(url: string): Result<SourceLink> {
  try {
    return ok(parse(url));
  } catch (error) {
    if (error instanceof FaultError) return failed(error.fault);
    if (!(error instanceof Mistake)) throw error;
    return failed(fault('invalid', 'invalid-source-url', { url: withoutSecrets(url), detail: error.detail }));
  }
}

/** The URL of a source, and of a key in it. {@link parseSourceUrl} gives the same source back. */
export function formatSourceUrl(source: SourceDraft, key?: Key): string {
  const query: [Parameter, string][] = [];
  const { backend, roots } = source;
  const [root = ''] = roots;
  // a path begins with a slash
  const inPath = backend !== 'etcd' || root.startsWith('/') || roots.length === 1 && root === '';
  const path = !inPath || (backend === 'zookeeper' && root === '/') ? '' : encodeKey(root);
  for (const further of inPath ? roots.slice(1) : roots) query.push(['root', encodeKey(further)]);
  if (source.separator !== undefined) query.push(['separator', encodeText(source.separator)]);
  if (source.environment !== defaultEnvironment(backend)) query.push(['environment', source.environment]);
  if (source.access !== defaultAccess(source.environment)) query.push(['access', source.access]);
  if (source.name !== defaultName(source)) query.push(['name', encodeText(source.name)]);
  if (source.user !== undefined) query.push(['user', encodeText(source.user)]);
  if (source.tls) query.push(['tls', '1']);
  for (const [name, option] of tlsParameters) {
    const value = source.tls?.[option];
    if (value !== undefined) query.push([name, encodeText(value)]);
  }
  if (key !== undefined) query.push(['key', encodeKey(key)]);
  const address = backend === 'local' ? 'local:' : `${backend}://${source.endpoints.map(formatEndpoint).join(',')}`;
  return address + path + (query.length > 0 ? `?${query.map((pair) => pair.join('=')).join('&')}` : '');
}

function parse(url: string): SourceLink {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(url)?.[1];
  if (scheme === undefined) throw new Mistake('url-no-scheme');
  const backend = backends.find((name) => name === scheme.toLowerCase());
  if (!backend) throw new Mistake('url-backend', { scheme });
  const question = url.indexOf('?');
  const further: string[] = [];
  const query = parseQuery(question < 0 ? '' : url.slice(question + 1), further);
  const rest = url.slice(scheme.length + 1, question < 0 ? undefined : question);
  const { endpoints, roots } = backend === 'local' ? parseLocal(rest, query, further) : parseRemote(backend, rest, further);
  const separator = query.has('separator') ? textOf(query, 'separator') : '/';
  const environment = chosen(query, 'environment', environments) ?? defaultEnvironment(backend);
  const access = chosen(query, 'access', accesses) ?? defaultAccess(environment);
  const user = query.has('user') ? textOf(query, 'user') : undefined;
  const tls = parseTls(query);
  const target = { backend, endpoints, roots, ...(separator !== '/' && { separator }), ...(user !== undefined && { user }), ...(tls && { tls }) };
  const name = query.has('name') ? textOf(query, 'name').trim() : defaultName(target);
  if (name === '') throw new Mistake('url-empty-name');
  const key = query.get('key');
  return {
    source: { ...target, name, environment, access },
    given: (['environment', 'access', 'name', 'tls', 'separator'] as const).filter((setting) => query.has(setting) || (setting === 'tls' && tls !== undefined)),
    ...(key !== undefined && { key: backend === 'zookeeper' ? decodeText(key, detail('part-key')) : keyFromBytes(decodeBytes(key, detail('part-key'))) }),
  };
}

interface Place {
  readonly endpoints: Endpoint[];
  readonly roots: string[];
}

function parseLocal(rest: string, query: Query, further: readonly string[]): Place {
  if (rest.startsWith('//')) throw new Mistake('url-local-host');
  if (rest !== '') return { endpoints: [], roots: [rest, ...further].map((root) => decodeText(root, detail('part-path'))) };
  const other = [...query.keys()].find((name) => name !== 'key');
  if (other !== undefined) throw new Mistake('url-sandbox', { name: other });
  return { endpoints: [], roots: [''] };
}

function parseRemote(backend: Exclude<Backend, 'local'>, rest: string, further: readonly string[]): Place {
  if (!rest.startsWith('//')) throw new Mistake('url-slashes', { backend });
  const slash = rest.indexOf('/', 2);
  const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
  const path = slash < 0 ? '' : rest.slice(slash);
  const endpoints = parseAuthority(backend, authority);
  const written = path === '' && further.length > 0 ? further : [path, ...further];
  const root = (text: string): string =>
    backend === 'zookeeper' ? znodeRoot(decodeText(text, detail('part-path'))) : keyFromBytes(decodeBytes(text, detail('part-prefix')));
  return { endpoints, roots: written.map(root) };
}

function parseAuthority(backend: Exclude<Backend, 'local'>, authority: string): Endpoint[] {
  const at = authority.lastIndexOf('@');
  if (at >= 0) {
    if (authority.slice(0, at).includes(':')) throw new Mistake('url-password');
    throw new Mistake('url-user', { user: authority.slice(0, at) });
  }
  if (authority === '') throw new Mistake('url-no-host', { backend });
  return authority.split(',').map((text) => {
    if (text === '') throw new Mistake('url-empty-host');
    const endpoint = parseEndpoint(text, backend);
    if (!endpoint.ok) throw new FaultError(endpoint.fault);
    return endpoint.value;
  });
}

function parseTls(query: Query): TlsOptions | undefined {
  const on = chosen(query, 'tls', ['1', 'true', '0', 'false'] as const);
  const given = tlsParameters.filter(([name]) => query.has(name));
  const [first] = given;
  if (first === undefined) return on === '1' || on === 'true' ? {} : undefined;
  if (on === '0' || on === 'false') throw new Mistake('url-tls-off', { name: first[0] });
  return Object.fromEntries(given.map(([name, option]) => [option, textOf(query, name)]));
}

/** A URL to show in a sentence or a log: what could be a password is struck out. */
const withoutSecrets = (url: string): string =>
  url.replace(/(:\/\/[^/?@:]*:)[^/?]*@/, '$1***@').replace(/([?&](?:password|passwd|pass|pwd)=)[^&]*/gi, '$1***');
