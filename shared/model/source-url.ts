/**
 * Source URLs: `zookeeper://host:port[,host:port]/chroot`, `etcd://host:port[,host:port]/prefix/`, `local:` and `local:PATH`, each with
 * `?environment&access&name&user&tls&ca&cert&certkey&pkcs12&servername&key`, `root` for each further root, and but for ZooKeeper
 * `separator`. An own grammar, because `URL` rejects `host,host` and resolves
 * `..`, which an etcd prefix may hold. Values are percent-encoded; `+` and `#` are themselves. No password stands in one.
 */
import { detail, failed, fault, ok, type Detail, type Result } from '../fault';
import { concatBytes, keyFromBytes, keyToBytes, type Key } from './key';
import { nestedRoots } from './roots';
import { accesses, backends, environments, formatEndpoint, MOST_ROOTS, type Backend, type Endpoint, type SourceDraft, type TlsOptions } from './source';

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

const defaultPorts: Record<Exclude<Backend, 'local'>, number> = { zookeeper: 2181, etcd: 2379 };
const parameters = [
  ...(['environment', 'access', 'name', 'user', 'tls', 'ca', 'cert', 'certkey', 'pkcs12', 'servername'] as const),
  ...(['key', 'root', 'separator'] as const),
] as const;
type Parameter = (typeof parameters)[number];
/** What says more about TLS than that it is on, and so turns it on. */
const tlsParameters = [
  ['ca', 'ca', 4096],
  ['cert', 'certificate', 4096],
  ['certkey', 'key', 4096],
  ['pkcs12', 'pkcs12', 4096],
  ['servername', 'serverName', 253],
] as const satisfies readonly (readonly [Parameter, keyof TlsOptions, number])[];
const HOST = /^[\p{L}\p{N}_]([\p{L}\p{N}._-]*[\p{L}\p{N}_.])?$/u;
const IPV6 = /^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[\w.-]+)?$/;
const NAME_LENGTH = 200;

/** A mistake in a URL; caught in {@link parseSourceUrl}. */
class Mistake extends Error {
  readonly detail: Detail;
  constructor(...[reason, params]: Parameters<typeof detail>) {
    super(reason);
    this.detail = detail(reason, params);
  }
}

/** Reads a source URL. A mistake is the fault `invalid-source-url`, whose detail says what is wrong and how to write it. */
export function parseSourceUrl(url: string): Result<SourceLink> {
  try {
    return ok(parse(url));
  } catch (error) {
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
  const { endpoints, roots } = backend === 'local' ? parseLocal(rest, query) : parseRemote(backend, rest, further);
  const separator = parseSeparator(backend, query);

  const environment = chosen(query, 'environment', environments) ?? defaultEnvironment(backend);
  const access = chosen(query, 'access', accesses) ?? defaultAccess(environment);
  const user = query.has('user') ? textOf(query, 'user', 1024) : undefined;
  const tls = parseTls(query);
  if (backend === 'local' && (user !== undefined || tls)) throw new Mistake('url-local-login');
  const target = { backend, endpoints, roots, ...(separator !== undefined && { separator }), ...(user !== undefined && { user }), ...(tls && { tls }) };
  const name = query.has('name') ? textOf(query, 'name', NAME_LENGTH).trim() : defaultName(target);
  if (name === '') throw new Mistake('url-empty-name');
  const key = query.get('key');
  return {
    source: { ...target, name, environment, access },
    given: (['environment', 'access', 'name', 'tls', 'separator'] as const).filter((setting) => query.has(setting) || (setting === 'tls' && tls !== undefined)),
    ...(key !== undefined && { key: backend === 'zookeeper' ? decodeText(key, detail('part-key')) : keyFromBytes(decodeBytes(key, detail('part-key'))) }),
  };
}

function parseLocal(rest: string, query: ReadonlyMap<Parameter, string>): { endpoints: Endpoint[]; roots: string[] } {
  if (query.has('root')) throw new Mistake('url-local-root');
  if (rest.startsWith('//')) throw new Mistake('url-local-host');
  if (rest !== '') return { endpoints: [], roots: [withinLength(decodeText(rest, detail('part-path')))] };
  const other = [...query.keys()].find((name) => name !== 'key');
  if (other !== undefined) throw new Mistake('url-sandbox', { name: other });
  return { endpoints: [], roots: [''] };
}

function parseRemote(
  backend: Exclude<Backend, 'local'>,
  rest: string,
  further: readonly string[],
): { endpoints: Endpoint[]; roots: string[] } {
  if (!rest.startsWith('//')) throw new Mistake('url-slashes', { backend });
  const slash = rest.indexOf('/', 2);
  const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
  const path = slash < 0 ? '' : rest.slice(slash);
  const endpoints = parseAuthority(backend, authority);
  const written = path === '' && further.length > 0 ? further : [path, ...further];
  if (written.length > MOST_ROOTS) throw new Mistake('url-many-roots', { count: written.length, limit: MOST_ROOTS });
  const roots = written.map((root) => (backend === 'zookeeper' ? parseChroot(root) : withinLength(keyFromBytes(decodeBytes(root, detail('part-prefix'))))));
  const nested = nestedRoots(backend, roots);
  if (nested !== undefined) throw new Mistake('url-nested-roots', nested);
  return { endpoints, roots };
}

/** Undefined for a slash, which needs no mention. */
function parseSeparator(backend: Backend, query: ReadonlyMap<Parameter, string>): string | undefined {
  if (!query.has('separator')) return undefined;
  if (backend === 'zookeeper') throw new Mistake('url-separator');
  const separator = textOf(query, 'separator', 8);
  return separator === '/' ? undefined : separator;
}

function parseAuthority(backend: Exclude<Backend, 'local'>, authority: string): Endpoint[] {
  const at = authority.lastIndexOf('@');
  if (at >= 0) {
    if (authority.slice(0, at).includes(':')) throw new Mistake('url-password');
    throw new Mistake('url-user', { user: authority.slice(0, at) });
  }
  if (authority === '') throw new Mistake('url-no-host', { backend });
  const endpoints = authority.split(',').map((text) => parseEndpoint(text, defaultPorts[backend]));
  if (endpoints.length > 32) throw new Mistake('url-many-servers', { count: endpoints.length, limit: 32 });
  const seen = new Set<string>();
  for (const endpoint of endpoints.map(formatEndpoint)) {
    if (seen.has(endpoint)) throw new Mistake('url-same-server', { endpoint });
    seen.add(endpoint);
  }
  return endpoints;
}

function parseEndpoint(text: string, defaultPort: number): Endpoint {
  if (text === '') throw new Mistake('url-empty-host');
  if (/\s/.test(text)) throw new Mistake('url-space', { text });
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/s.exec(text);
  if (bracketed) {
    const [, host = '', port] = bracketed;
    if (host.length > 253 || !IPV6.test(host)) throw new Mistake('url-ipv6', { host });
    return { host, port: parsePort(port, defaultPort, text) };
  }
  if (/[[\]]/.test(text)) throw new Mistake('url-brackets', { text, port: defaultPort });
  const colon = text.indexOf(':');
  if (colon !== text.lastIndexOf(':')) throw new Mistake('url-bare-ipv6', { text, port: defaultPort });
  const host = colon < 0 ? text : text.slice(0, colon);
  if (host === '') throw new Mistake('url-only-port', { text });
  if (host.length > 253 || !HOST.test(host)) throw new Mistake('url-host', { host });
  return { host, port: parsePort(colon < 0 ? undefined : text.slice(colon + 1), defaultPort, text) };
}

function parsePort(text: string | undefined, defaultPort: number, endpoint: string): number {
  if (text === undefined) return defaultPort;
  if (text === '') throw new Mistake('url-empty-port', { text: endpoint, port: defaultPort });
  const port = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 1 && port <= 65535)) throw new Mistake('url-port', { text });
  return port;
}

function parseChroot(path: string): string {
  const root = withinLength(decodeText(path, detail('part-path'))).replace(/\/+$/, '');
  if (root === '') return '/';
  if (!root.startsWith('/')) throw new Mistake('url-chroot', { root });
  const segments = root.slice(1).split('/');
  if (segments.includes('')) throw new Mistake('url-empty-segment');
  const dots = segments.find((segment) => segment === '.' || segment === '..');
  if (dots !== undefined) throw new Mistake('url-dots', { name: dots });
  return root;
}

/** Settings by name. A root may come again and again: each is pushed to `roots`. */
function parseQuery(text: string, roots: string[]): Map<Parameter, string> {
  const query = new Map<Parameter, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const written = equals < 0 ? pair : pair.slice(0, equals);
    if (/^(password|passwd|pass|pwd)$/i.test(written)) throw new Mistake('url-password');
    const name = parameters.find((parameter) => parameter === written);
    if (!name) throw new Mistake('url-unknown-setting', { name: written, known: parameters.join(', ') });
    if (equals < 0) throw new Mistake('url-bare-setting', { name });
    if (name === 'root') roots.push(pair.slice(equals + 1));
    else if (query.has(name)) throw new Mistake('url-same-setting', { name });
    query.set(name, pair.slice(equals + 1));
  }
  return query;
}

function parseTls(query: ReadonlyMap<Parameter, string>): TlsOptions | undefined {
  const on = chosen(query, 'tls', ['1', 'true', '0', 'false'] as const);
  const given = tlsParameters.filter(([name]) => query.has(name));
  const [first] = given;
  if (first === undefined) return on === '1' || on === 'true' ? {} : undefined;
  if (on === '0' || on === 'false') throw new Mistake('url-tls-off', { name: first[0] });
  if (query.has('cert') !== query.has('certkey')) throw new Mistake('url-cert-alone', query.has('cert') ? { name: 'cert', other: 'certkey' } : { name: 'certkey', other: 'cert' });
  if (query.has('cert') && query.has('pkcs12')) throw new Mistake('url-two-certificates');
  return Object.fromEntries(given.map(([name, option, longest]) => [option, textOf(query, name, longest)]));
}

function chosen<T extends string>(query: ReadonlyMap<Parameter, string>, name: Parameter, choices: readonly T[]): T | undefined {
  const value = query.get(name);
  if (value === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new Mistake('url-choice', { value, name, known: choices.join(', ') });
  return choice;
}

function textOf(query: ReadonlyMap<Parameter, string>, name: Parameter, longest: number): string {
  const text = decodeText(query.get(name) ?? '', name);
  if (text === '') throw new Mistake('url-empty-setting', { name });
  if (text.length > longest) throw new Mistake('url-long-setting', { name, length: text.length, limit: longest });
  return text;
}

function withinLength(root: string): string {
  if (root.length > 8192) throw new Mistake('url-long-path', { length: root.length, limit: 8192 });
  return root;
}

/** The bytes that percent-encoded text stands for. */
function decodeBytes(text: string, part: Detail | Parameter): Uint8Array {
  const broken = /%(?![0-9A-Fa-f]{2}).{0,2}/s.exec(text);
  if (broken) throw new Mistake('url-percent', { text: broken[0], part });
  const encoder = new TextEncoder();
  const parts = text.split(/(%[0-9A-Fa-f]{2})/);
  return concatBytes(parts.map((part, i) => (i % 2 === 1 ? Uint8Array.of(Number.parseInt(part.slice(1), 16)) : encoder.encode(part))));
}

function decodeText(text: string, part: Detail | Parameter): string {
  let decoded: string;
  try {
    decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(decodeBytes(text, part));
  } catch (error) {
    if (error instanceof Mistake) throw error;
    throw new Mistake('url-not-text', { part });
  }
  if (decoded.includes('\0')) throw new Mistake('url-nul', { part });
  return decoded;
}

/** Everything that could end a part of the URL, or that a shell or a chat program would touch, is encoded. */
const encodeBytes = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => (/[A-Za-z0-9/._~:@!$*,;=+-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : hex(byte))).join('');
const hex = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
const encodeText = (text: string): string => encodeBytes(new TextEncoder().encode(text));
const encodeKey = (key: Key): string => encodeBytes(keyToBytes(key));

const defaultEnvironment = (backend: Backend): SourceDraft['environment'] => (backend === 'local' ? 'local' : 'development');
const defaultAccess = (environment: SourceDraft['environment']): SourceDraft['access'] => (environment === 'production' ? 'guarded' : 'read-write');

/** What a source is called that nobody named: where it is. */
export function defaultName({ backend, endpoints, roots }: Pick<SourceDraft, 'backend' | 'endpoints' | 'roots'>): string {
  const [root = ''] = roots;
  if (backend === 'local') return root === '' ? 'Sandbox' : shortened(root.replace(/[\\/]+$/, '').split(/[\\/]/).pop() || root);
  const [first] = endpoints;
  const host = first ? formatEndpoint(first) : backend;
  const more = endpoints.length > 1 ? ` +${endpoints.length - 1}` : '';
  const others = roots.length > 1 ? ` +${roots.length - 1}` : '';
  return shortened(host + more + (root === '/' || root === '' ? '' : root.startsWith('/') ? root : ` ${root}`) + others);
}

const shortened = (name: string): string => name.slice(0, NAME_LENGTH).trim() || 'Source';

/** A URL to show in a sentence or a log: what could be a password is struck out. */
const withoutSecrets = (url: string): string =>
  url.replace(/(:\/\/[^/?@:]*:)[^/?]*@/, '$1***@').replace(/([?&](?:password|passwd|pass|pwd)=)[^&]*/gi, '$1***');
