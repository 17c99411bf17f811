/**
 * Source URLs: `zookeeper://host:port[,host:port]/chroot`, `etcd://host:port[,host:port]/prefix/`, `local:` and `local:PATH`, each with
 * `?environment&access&name&user&tls&ca&key`, etcd also with `root`. An own grammar, because `URL` rejects `host,host` and resolves
 * `..`, which an etcd prefix may hold. Values are percent-encoded; `+` and `#` are themselves. No password stands in one.
 */
import { fault, failed, ok, type Result } from '../fault';
import { concatBytes, keyFromBytes, keyToBytes, type Key } from './key';
import { accesses, backends, environments, formatEndpoint, type Backend, type Endpoint, type SourceDraft } from './source';

/** Settings a link may leave to their defaults. */
export type GivenSetting = 'environment' | 'access' | 'name' | 'tls';

/** What a source URL says. */
export interface SourceLink {
  readonly source: SourceDraft;
  /** Settings that the URL names; the others are defaults. */
  readonly given: readonly GivenSetting[];
  /** The key to open. */
  readonly key?: Key;
}

const defaultPorts: Record<Exclude<Backend, 'local'>, number> = { zookeeper: 2181, etcd: 2379 };
const parameters = ['environment', 'access', 'name', 'user', 'tls', 'ca', 'key', 'root'] as const;
type Parameter = (typeof parameters)[number];
const HOST = /^[\p{L}\p{N}_]([\p{L}\p{N}._-]*[\p{L}\p{N}_.])?$/u;
const IPV6 = /^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[\w.-]+)?$/;
const NAME_LENGTH = 200;

/** A mistake in a URL; caught in {@link parseSourceUrl}. */
class Mistake extends Error {}

/** Reads a source URL. A mistake is the fault `invalid-source-url`, whose detail says what is wrong and how to write it. */
export function parseSourceUrl(url: string): Result<SourceLink> {
  try {
    return ok(parse(url));
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return failed(fault('invalid', 'invalid-source-url', { url: withoutSecrets(url), detail: error.message }));
  }
}

/** The URL of a source, and of a key in it. {@link parseSourceUrl} gives the same source back. */
export function formatSourceUrl(source: SourceDraft, key?: Key): string {
  const query: [Parameter, string][] = [];
  const { backend, root } = source;
  let path = encodeKey(root);
  if (backend === 'zookeeper' && root === '/') path = '';
  if (backend === 'etcd' && root !== '' && !root.startsWith('/')) {
    query.push(['root', path]);
    path = '';
  }
  if (source.environment !== defaultEnvironment(backend)) query.push(['environment', source.environment]);
  if (source.access !== defaultAccess(source.environment)) query.push(['access', source.access]);
  if (source.name !== defaultName(source)) query.push(['name', encodeText(source.name)]);
  if (source.user !== undefined) query.push(['user', encodeText(source.user)]);
  if (source.tls) query.push(['tls', '1']);
  if (source.tls?.ca !== undefined) query.push(['ca', encodeText(source.tls.ca)]);
  if (key !== undefined) query.push(['key', encodeKey(key)]);
  const address = backend === 'local' ? 'local:' : `${backend}://${source.endpoints.map(formatEndpoint).join(',')}`;
  return address + path + (query.length > 0 ? `?${query.map((pair) => pair.join('=')).join('&')}` : '');
}

function parse(url: string): SourceLink {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(url)?.[1];
  if (scheme === undefined) throw new Mistake(`it has no scheme; write zookeeper://host:port/path, etcd://host:port/prefix or local:`);
  const backend = backends.find((name) => name === scheme.toLowerCase());
  if (!backend) throw new Mistake(`"${scheme}" is not a back-end; use zookeeper, etcd or local`);
  const question = url.indexOf('?');
  const query = parseQuery(question < 0 ? '' : url.slice(question + 1));
  const rest = url.slice(scheme.length + 1, question < 0 ? undefined : question);
  const { endpoints, root } = backend === 'local' ? parseLocal(rest, query) : parseRemote(backend, rest, query);

  const environment = chosen(query, 'environment', environments) ?? defaultEnvironment(backend);
  const access = chosen(query, 'access', accesses) ?? defaultAccess(environment);
  const user = query.has('user') ? textOf(query, 'user', 1024) : undefined;
  const tls = parseTls(query);
  if (backend === 'local' && (user !== undefined || tls)) throw new Mistake('a local workspace has no user and no TLS; leave out user, tls and ca');
  const target = { backend, endpoints, root, ...(user !== undefined && { user }), ...(tls && { tls }) };
  const name = query.has('name') ? textOf(query, 'name', NAME_LENGTH).trim() : defaultName(target);
  if (name === '') throw new Mistake('the name is empty; write name=... or leave it out');
  const key = query.get('key');
  return {
    source: { ...target, name, environment, access },
    given: (['environment', 'access', 'name', 'tls'] as const).filter((setting) => query.has(setting) || (setting === 'tls' && query.has('ca'))),
    ...(key !== undefined && { key: backend === 'zookeeper' ? decodeText(key, 'the key') : keyFromBytes(decodeBytes(key, 'the key')) }),
  };
}

function parseLocal(rest: string, query: ReadonlyMap<Parameter, string>): { endpoints: Endpoint[]; root: string } {
  if (query.has('root')) throw new Mistake('root belongs to etcd; write the directory behind "local:"');
  if (rest.startsWith('//')) throw new Mistake('a local workspace has no host; write local: for the sandbox or local:/path/to/directory');
  if (rest !== '') return { endpoints: [], root: withinLength(decodeText(rest, 'the path')) };
  const other = [...query.keys()].find((name) => name !== 'key');
  if (other !== undefined) throw new Mistake(`the sandbox takes no "${other}"; give a workspace of your own as local:PATH`);
  return { endpoints: [], root: '' };
}

function parseRemote(
  backend: Exclude<Backend, 'local'>,
  rest: string,
  query: ReadonlyMap<Parameter, string>,
): { endpoints: Endpoint[]; root: string } {
  if (!rest.startsWith('//')) throw new Mistake(`two slashes belong behind "${backend}:"; write ${backend}://host:port`);
  const slash = rest.indexOf('/', 2);
  const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
  const path = slash < 0 ? '' : rest.slice(slash);
  const endpoints = parseAuthority(backend, authority);
  if (backend === 'zookeeper') {
    if (query.has('root')) throw new Mistake('root belongs to etcd; write the chroot as the path');
    return { endpoints, root: parseChroot(path) };
  }
  const root = query.get('root');
  if (root !== undefined && path !== '') throw new Mistake('it has both a path and root=; keep one of them');
  return { endpoints, root: withinLength(keyFromBytes(decodeBytes(root ?? path, 'the prefix'))) };
}

function parseAuthority(backend: Exclude<Backend, 'local'>, authority: string): Endpoint[] {
  const at = authority.lastIndexOf('@');
  if (at >= 0) {
    if (authority.slice(0, at).includes(':'))
      throw new Mistake('a password must not stand in a URL; write ?user=NAME and give the password in FLAGSCOPE_PASSWORD or in the window');
    throw new Mistake(`a user does not stand before the host; write ?user=${authority.slice(0, at)}`);
  }
  if (authority === '') throw new Mistake(`it names no host; write ${backend}://host:port`);
  const endpoints = authority.split(',').map((text) => parseEndpoint(text, defaultPorts[backend]));
  if (endpoints.length > 32) throw new Mistake(`it names ${endpoints.length} servers; 32 are the most`);
  const seen = new Set<string>();
  for (const endpoint of endpoints.map(formatEndpoint)) {
    if (seen.has(endpoint)) throw new Mistake(`it names ${endpoint} twice; keep one of them`);
    seen.add(endpoint);
  }
  return endpoints;
}

function parseEndpoint(text: string, defaultPort: number): Endpoint {
  if (text === '') throw new Mistake('there is an empty host between commas; write host:port,host:port');
  if (/\s/.test(text)) throw new Mistake(`"${text}" holds a space; separate servers by commas only`);
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/s.exec(text);
  if (bracketed) {
    const [, host = '', port] = bracketed;
    if (host.length > 253 || !IPV6.test(host)) throw new Mistake(`"${host}" is not an IPv6 address`);
    return { host, port: parsePort(port, defaultPort, text) };
  }
  if (/[[\]]/.test(text)) throw new Mistake(`the brackets of "${text}" do not fit; write an IPv6 server as [::1]:${defaultPort}`);
  const colon = text.indexOf(':');
  if (colon !== text.lastIndexOf(':')) throw new Mistake(`"${text}" looks like an IPv6 address; write it in brackets, [::1]:${defaultPort}`);
  const host = colon < 0 ? text : text.slice(0, colon);
  if (host === '') throw new Mistake(`"${text}" names no host; write host:port`);
  if (host.length > 253 || !HOST.test(host)) throw new Mistake(`"${host}" is not a host name`);
  return { host, port: parsePort(colon < 0 ? undefined : text.slice(colon + 1), defaultPort, text) };
}

function parsePort(text: string | undefined, defaultPort: number, endpoint: string): number {
  if (text === undefined) return defaultPort;
  if (text === '') throw new Mistake(`"${endpoint}" ends without a port; write one or leave the colon out (${defaultPort} is the default)`);
  const port = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 1 && port <= 65535)) throw new Mistake(`"${text}" is not a port; use a number from 1 to 65535`);
  return port;
}

function parseChroot(path: string): string {
  const root = withinLength(decodeText(path, 'the path')).replace(/\/+$/, '');
  if (root === '') return '/';
  const segments = root.slice(1).split('/');
  if (segments.includes('')) throw new Mistake('its path has an empty segment ("//"), which no znode has');
  const dots = segments.find((segment) => segment === '.' || segment === '..');
  if (dots !== undefined) throw new Mistake(`its path holds "${dots}", which no znode may be called; write the whole path`);
  return root;
}

function parseQuery(text: string): Map<Parameter, string> {
  const query = new Map<Parameter, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const written = equals < 0 ? pair : pair.slice(0, equals);
    if (/^(password|passwd|pass|pwd)$/i.test(written))
      throw new Mistake('a password must not stand in a URL; give it in FLAGSCOPE_PASSWORD or in the window');
    const name = parameters.find((parameter) => parameter === written);
    if (!name) throw new Mistake(`it does not know "${written}"; it takes ${parameters.join(', ')}`);
    if (equals < 0) throw new Mistake(`"${name}" has no value; write ${name}=...`);
    if (query.has(name)) throw new Mistake(`"${name}" stands in it twice; keep one of them`);
    query.set(name, pair.slice(equals + 1));
  }
  return query;
}

function parseTls(query: ReadonlyMap<Parameter, string>): { ca?: string } | undefined {
  const on = chosen(query, 'tls', ['1', 'true', '0', 'false'] as const);
  const off = on === '0' || on === 'false';
  if (!query.has('ca')) return on === undefined || off ? undefined : {};
  if (off) throw new Mistake('ca is given but TLS is off; write tls=1 or leave ca out');
  return { ca: textOf(query, 'ca', 4096) };
}

function chosen<T extends string>(query: ReadonlyMap<Parameter, string>, name: Parameter, choices: readonly T[]): T | undefined {
  const value = query.get(name);
  if (value === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new Mistake(`"${value}" is not a value of ${name}; use ${choices.join(', ')}`);
  return choice;
}

function textOf(query: ReadonlyMap<Parameter, string>, name: Parameter, longest: number): string {
  const text = decodeText(query.get(name) ?? '', name);
  if (text === '') throw new Mistake(`${name} is empty; write ${name}=... or leave it out`);
  if (text.length > longest) throw new Mistake(`${name} has ${text.length} characters; ${longest} are the most`);
  return text;
}

function withinLength(root: string): string {
  if (root.length > 8192) throw new Mistake(`its path has ${root.length} characters; 8192 are the most`);
  return root;
}

/** The bytes that percent-encoded text stands for. */
function decodeBytes(text: string, what: string): Uint8Array {
  const broken = /%(?![0-9A-Fa-f]{2}).{0,2}/s.exec(text);
  if (broken) throw new Mistake(`"${broken[0]}" in ${what} is not a percent-encoding; write % itself as %25`);
  const encoder = new TextEncoder();
  const parts = text.split(/(%[0-9A-Fa-f]{2})/);
  return concatBytes(parts.map((part, i) => (i % 2 === 1 ? Uint8Array.of(Number.parseInt(part.slice(1), 16)) : encoder.encode(part))));
}

function decodeText(text: string, what: string): string {
  let decoded: string;
  try {
    decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(decodeBytes(text, what));
  } catch (error) {
    if (error instanceof Mistake) throw error;
    throw new Mistake(`${what} is not UTF-8 text`);
  }
  if (decoded.includes('\0')) throw new Mistake(`${what} holds a NUL character`);
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
export function defaultName({ backend, endpoints, root }: Pick<SourceDraft, 'backend' | 'endpoints' | 'root'>): string {
  if (backend === 'local') return root === '' ? 'Sandbox' : shortened(root.replace(/[\\/]+$/, '').split(/[\\/]/).pop() || root);
  const [first] = endpoints;
  const host = first ? formatEndpoint(first) : backend;
  const more = endpoints.length > 1 ? ` +${endpoints.length - 1}` : '';
  return shortened(host + more + (root === '/' || root === '' ? '' : root.startsWith('/') ? root : ` ${root}`));
}

const shortened = (name: string): string => name.slice(0, NAME_LENGTH).trim() || 'Source';

/** A URL to show in a sentence or a log: what could be a password is struck out. */
const withoutSecrets = (url: string): string =>
  url.replace(/(:\/\/[^/?@:]*:)[^/?]*@/, '$1***@').replace(/([?&](?:password|passwd|pass|pwd)=)[^&]*/gi, '$1***');
