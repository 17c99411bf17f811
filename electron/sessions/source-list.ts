/** The list of sources: who is the same as whom, what a link on the command line adds, and the sandbox that is always there. */
import path from 'node:path';
import { formatEndpoint, type ConnectOptions, type Source, type SourceDraft, type SourceId, type TlsOptions } from '../../shared/model/source';
import type { SourceLink } from '../../shared/model/source-url';
import { znodeRoot } from '../../shared/model/znode-path';

export const SANDBOX_ID: SourceId = 'sandbox';

/** The embedded workspace of this user-data-dir. */
export const sandboxSource: Source = {
  id: SANDBOX_ID,
  backend: 'local',
  endpoints: [],
  roots: [''],
  name: 'Sandbox',
  environment: 'local',
  access: 'read-write',
};

/** Whether both name the same part of the same store as the same user. */
export function sameTarget(a: ConnectOptions, b: ConnectOptions): boolean {
  const target = ({ backend, endpoints, roots, user }: ConnectOptions): string =>
    JSON.stringify([backend, endpoints.map(formatEndpoint).sort(), roots.toSorted(), user ?? null]);
  return target(a) === target(b);
}

/** Whether both are of the same servers: they share one, or where there are none, the directory. */
export function sameServers(a: ConnectOptions, b: ConnectOptions): boolean {
  const places = ({ endpoints, roots }: ConnectOptions): readonly string[] => (endpoints.length === 0 ? roots : endpoints.map(formatEndpoint));
  return a.backend === b.backend && places(a).some((place) => places(b).includes(place));
}

/** Whether both are connected to in the same way, so that a connection of the one serves the other. */
export function sameConnection(a: ConnectOptions, b: ConnectOptions): boolean {
  const connection = ({ backend, endpoints, roots, user, tls }: ConnectOptions): string =>
    JSON.stringify([backend, endpoints.map(formatEndpoint), roots, user ?? null, tls ? Object.entries(tls).toSorted() : null]);
  return connection(a) === connection(b);
}

/** A changed source with what was answered about its store's size, unless it has an answer of its own. Another store is asked about anew. */
export const asAnswered = ({ loading, ...before }: SourceDraft, after: SourceDraft): SourceDraft => ({ ...(loading && sameTarget(before, after) && { loading }), ...after });

/** The target as drivers take it and as it can be remembered, however it was typed: with the whole path of files and directories. */
export function settled<T extends ConnectOptions>(target: T, directory: string): T {
  const { backend, roots, tls } = target;
  return { ...target, roots: roots.map((root) => settledRoot(backend, root, directory)), ...(tls && { tls: settledTls(tls, directory) }) };
}

function settledTls(tls: TlsOptions, directory: string): TlsOptions {
  const files = (['ca', 'certificate', 'key', 'pkcs12'] as const).filter((name) => tls[name] !== undefined);
  return { ...tls, ...Object.fromEntries(files.map((name) => [name, path.resolve(directory, tls[name] ?? '')])) };
}

function settledRoot(backend: ConnectOptions['backend'], root: string, directory: string): string {
  if (backend === 'zookeeper') return znodeRoot(root);
  return backend === 'local' && root !== '' ? path.resolve(directory, root) : root;
}

/** A remembered source with what a link says about it explicitly; what the link leaves to defaults stays as it was remembered. */
export function overriddenBy(source: Source, { source: draft, given }: SourceLink): Source {
  return {
    ...source,
    ...(given.includes('environment') && { environment: draft.environment }),
    // naming production must not leave an old read-write in place, nor loosen an old read-only
    ...((given.includes('access') || (draft.environment === 'production' && source.access === 'read-write')) && { access: draft.access }),
    ...(given.includes('name') && { name: draft.name }),
    ...(given.includes('tls') && { tls: draft.tls }),
    ...(given.includes('separator') && { separator: draft.separator }),
  };
}

/** Whether a source may be written, in this run; what a write demands is another question (shared/model/guards.ts). */
export const isWritable = (source: Source, readOnlyRun: boolean): boolean => !readOnlyRun && source.access !== 'read-only';
