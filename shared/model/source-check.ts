/** What a source must be beyond its schema, where one part has to fit another. The dialog asks it, an import, and main before it keeps one. */
import { fault, type Fault } from '../fault';
import { isHostName, isIpv6 } from './endpoint';
import { holdsRoot } from './roots';
import { formatEndpoint, MOST_ROOTS, type SourceDraft } from './source';

/** Parts of a source that can be wrong, as its schema names them. */
export type SourceField = 'endpoints' | 'roots' | 'separator' | 'name' | 'user' | 'tls';

/** What is wrong with a part of a source; `index` says with which of its roots. */
export interface SourceProblem {
  readonly field: SourceField;
  readonly index?: number;
  readonly fault: Fault;
}

type Checked = Pick<SourceDraft, 'backend' | 'endpoints' | 'roots' | 'separator' | 'user' | 'tls'>;

/** Everything that is wrong with a source whose parts have the right shape; the first problem of a part comes first. */
export function checkSource(source: Checked): readonly SourceProblem[] {
  const problems: SourceProblem[] = [];
  const wrong = (field: SourceField, reason: Parameters<typeof fault>[1], params: Record<string, string | number> = {}, index?: number): void => {
    problems.push({ field, fault: fault('invalid', reason, params), ...(index !== undefined && { index }) });
  };
  const { backend, endpoints, roots, separator, user, tls } = source;
  if (backend !== 'local') {
    if (endpoints.length === 0) wrong('endpoints', 'server-missing');
    const seen = new Set<string>();
    for (const endpoint of endpoints) {
      const text = formatEndpoint(endpoint);
      if (!isHostName(endpoint.host) && !isIpv6(endpoint.host)) wrong('endpoints', 'server-malformed', { text, port: endpoint.port });
      if (seen.has(text.toLowerCase())) wrong('endpoints', 'server-twice', { endpoint: text });
      seen.add(text.toLowerCase());
    }
  } else if (endpoints.length > 0 || user !== undefined || tls !== undefined) wrong('endpoints', 'local-has-server');

  if (roots.length > MOST_ROOTS) wrong('roots', 'roots-many', { count: roots.length, limit: MOST_ROOTS });
  if (backend === 'local' && roots.length > 1) wrong('roots', 'roots-local', {}, 1);
  for (const [index, root] of roots.entries()) {
    if (backend === 'local' && !isFullPath(root)) wrong('roots', 'root-relative', {}, index);
    if (backend === 'zookeeper' && !isZnodePath(root)) wrong('roots', 'root-path', { root }, index);
    if (backend === 'local') continue;
    const outer = roots.find((other) => other !== root && holdsRoot(backend, other, root));
    if (roots.indexOf(root) < index) wrong('roots', 'root-twice', { root: shown(root) }, index);
    else if (outer !== undefined) wrong('roots', 'roots-nested', { inner: shown(root), outer: shown(outer) }, index);
  }
  if (separator !== undefined && backend === 'zookeeper' && separator !== '/') wrong('separator', 'separator-zookeeper');

  if (tls?.certificate !== undefined && tls.key === undefined) wrong('tls', 'key-not-given', { path: tls.certificate });
  if (tls?.key !== undefined && tls.certificate === undefined) wrong('tls', 'certificate-not-given', { path: tls.key });
  const pem = tls?.certificate ?? tls?.key;
  if (tls?.pkcs12 !== undefined && pem !== undefined) wrong('tls', 'identity-twice', { path: pem, pkcs12: tls.pkcs12 });
  const files = [tls?.ca, tls?.certificate, tls?.key, tls?.pkcs12];
  if (files.some((file) => file !== undefined && !isFullPath(file))) wrong('tls', 'file-relative');
  return problems;
}

/** Whether a path says where it is by itself, on any system. */
export const isFullPath = (path: string): boolean => /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path);

/** Whether this is a path that a znode can have. */
const isZnodePath = (path: string): boolean => path === '/' || (/^(?:\/[^/\0]+)+$/.test(path) && !/\/\.{1,2}(?:\/|$)/.test(path));

const shown = (root: string): string => (root === '' ? '""' : root);
