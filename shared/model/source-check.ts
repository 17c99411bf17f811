/**
 * What a source must be, wherever it comes from: the dialog asks it, an import, the command line, what the environment offers, and main
 * before it keeps or tries one. The schema says which shape it has; here one part has to fit another.
 */
import { fault, type Fault, type FaultReason } from '../fault';
import { isHostName, isIpv6 } from './endpoint';
import { holdsRoot } from './roots';
import { formatEndpoint, MOST_ROOTS, MOST_SERVERS, sourceDraftSchema, type SourceDraft, type TlsOptions } from './source';
import { pathProblem } from './znode-path';

/** A part of a source that can be wrong, as its schema names it; a root with its number, an option of TLS by its name. */
export type SourcePath =
  | readonly ['endpoints' | 'separator' | 'name' | 'user' | 'loading']
  | readonly ['roots', number]
  | readonly ['tls', keyof TlsOptions];

/** What is wrong with a part of a source. */
export interface SourceProblem {
  readonly path: SourcePath;
  readonly fault: Fault;
}

type Params = NonNullable<Parameters<typeof fault>[2]>;
const problem = (path: SourcePath, reason: FaultReason, params: Params = {}): SourceProblem => ({ path, fault: fault('invalid', reason, params) });

/** Everything that is wrong with a source whose parts have the right types; the first problem of a part comes first. */
export function checkSource(source: SourceDraft): readonly SourceProblem[] {
  const { backend, separator, loading, tls } = source;
  return [
    ...tooLong(source),
    ...(backend === 'local' ? localProblems(source) : serverProblems(source)),
    ...rootProblems(source),
    ...(backend === 'zookeeper' && separator !== undefined && separator !== '/' ? [problem(['separator'], 'separator-zookeeper')] : []),
    ...(backend === 'local' && loading === 'lazy' ? [problem(['loading'], 'loading-local')] : []),
    ...(tls ? tlsProblems(tls) : []),
  ];
}

/** What has more characters than are kept. */
function tooLong(source: SourceDraft): SourceProblem[] {
  return (sourceDraftSchema.safeParse(source).error?.issues ?? []).flatMap((issue) => {
    if (issue.code !== 'too_big' || issue.origin !== 'string') return [];
    const [part, inner] = issue.path;
    // a host that is too long is no host
    if (part === 'endpoints') return [];
    const path = (part === 'roots' || part === 'tls' ? [part, inner] : [part]) as SourcePath;
    const text = String(issue.path.reduce<unknown>((value, name) => (value as Readonly<Record<PropertyKey, unknown>>)[name], source));
    return [problem(path, 'text-too-long', { length: text.length, limit: String(issue.maximum) })];
  });
}

const localProblems = ({ endpoints, user, tls }: SourceDraft): SourceProblem[] =>
  endpoints.length > 0 || user !== undefined || tls !== undefined ? [problem(['endpoints'], 'local-has-server')] : [];

function serverProblems({ endpoints }: SourceDraft): SourceProblem[] {
  if (endpoints.length === 0) return [problem(['endpoints'], 'server-missing')];
  if (endpoints.length > MOST_SERVERS) return [problem(['endpoints'], 'servers-many', { count: endpoints.length, limit: MOST_SERVERS })];
  const problems: SourceProblem[] = [];
  const seen = new Set<string>();
  for (const endpoint of endpoints) {
    const text = formatEndpoint(endpoint);
    if (!isHostName(endpoint.host) && !isIpv6(endpoint.host)) problems.push(problem(['endpoints'], 'server-malformed', { text, port: endpoint.port }));
    if (seen.has(text.toLowerCase())) problems.push(problem(['endpoints'], 'server-twice', { endpoint: text }));
    seen.add(text.toLowerCase());
  }
  return problems;
}

function rootProblems({ backend, roots }: SourceDraft): SourceProblem[] {
  if (roots.length > MOST_ROOTS) return [problem(['roots', MOST_ROOTS], 'roots-many', { count: roots.length, limit: MOST_ROOTS })];
  if (backend === 'local' && roots.length > 1) return [problem(['roots', 1], 'roots-local')];
  return roots.flatMap((root, index): SourceProblem[] => {
    const wrong = (reason: FaultReason, params?: Params): SourceProblem[] => [problem(['roots', index], reason, params)];
    if (backend === 'local') return isFullPath(root) ? [] : wrong('root-relative');
    const detail = backend === 'zookeeper' ? pathProblem(root) : undefined;
    if (detail !== undefined) return wrong('root-path', { root, detail });
    if (roots.indexOf(root) < index) return wrong('root-twice', { root: shown(root) });
    const outer = roots.find((other) => other !== root && holdsRoot(backend, other, root));
    return outer === undefined ? [] : wrong('roots-nested', { inner: shown(root), outer: shown(outer) });
  });
}

function tlsProblems(tls: TlsOptions): SourceProblem[] {
  const identity = identityProblem(tls);
  const files = (['ca', 'certificate', 'key', 'pkcs12'] as const).filter((name) => tls[name] !== undefined && !isFullPath(tls[name]));
  return [...(identity ? [identity] : []), ...files.map((name) => problem(['tls', name], 'file-relative'))];
}

/** What does not fit about an own certificate: it stands in a PEM file with its key beside it, or with its key in a PKCS12. */
export function identityProblem({ certificate, key, pkcs12 }: TlsOptions): SourceProblem | undefined {
  const pem = certificate ?? key;
  if (pkcs12 !== undefined && pem !== undefined) return problem(['tls', 'pkcs12'], 'identity-twice', { path: pem, pkcs12 });
  if (certificate !== undefined && key === undefined) return problem(['tls', 'key'], 'key-not-given', { path: certificate });
  if (key !== undefined && certificate === undefined) return problem(['tls', 'certificate'], 'certificate-not-given', { path: key });
  return undefined;
}

/** Whether a path says where it is by itself, on any system. */
const isFullPath = (path: string): boolean => /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path);

const shown = (root: string): string => (root === '' ? '""' : root);
