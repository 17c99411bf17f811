/** Sources: what Flagscope connects to, as people name and remember them. */
import { z } from 'zod';
import { loadings } from './loading';

export const backends = ['local', 'zookeeper', 'etcd'] as const;
export type Backend = (typeof backends)[number];

export const environments = ['local', 'development', 'testing', 'staging', 'production'] as const;
export type Environment = (typeof environments)[number];

export const accesses = ['read-only', 'guarded', 'read-write'] as const;
/** What this source lets its user do. `guarded` asks for a review of every write. */
export type Access = (typeof accesses)[number];

/** Host and port of one server. IPv6 hosts stand without brackets. */
const endpointSchema = z.object({ host: z.string().min(1).max(253), port: z.number().int().min(1).max(65535) });
export type Endpoint = z.infer<typeof endpointSchema>;

/** Most characters of a source's name. */
export const NAME_LENGTH = 200;
/** Most servers of one source. */
export const MOST_SERVERS = 32;
/** Most roots of one source. */
export const MOST_ROOTS = 16;

const fileSchema = z.string().min(1).max(4096);

/** TLS of a source: full paths of files, read at every attempt to connect. */
const tlsSchema = z.object({
  /** PEM of the authorities to trust; the public ones, as Node has them, where absent. */
  ca: fileSchema.optional(),
  /** PEM of our own certificate, with what leads to its issuer; `key` belongs to it. */
  certificate: fileSchema.optional(),
  key: fileSchema.optional(),
  /** PKCS12 with our own certificate and key, instead of the two PEM files. */
  pkcs12: fileSchema.optional(),
  /** The name that the server's certificate must be for, where it is not the host that is connected to. */
  serverName: z.string().min(1).max(253).optional(),
});
export type TlsOptions = z.infer<typeof tlsSchema>;

/** What must never stand in a settings file or URL: the user's password, and what opens the key file or the PKCS12. */
export const secretsSchema = z.object({ password: z.string().max(4096).optional(), passphrase: z.string().max(4096).optional() });
export type SourceSecrets = z.infer<typeof secretsSchema>;

/** What becomes of the secrets that are kept: a text takes their place, null forgets them, what is absent stays. */
export const secretsChangeSchema = z.object({
  password: z.string().max(4096).nullable().optional(),
  passphrase: z.string().max(4096).nullable().optional(),
});
export type SecretsChange = z.infer<typeof secretsChangeSchema>;

/** Everything about a source but who it is and what the user may do: what a driver needs to connect. */
const connectOptionsSchema = z.object({
  backend: z.enum(backends),
  /** Servers of one ensemble or cluster; empty for `local`. */
  endpoints: z.array(endpointSchema).max(MOST_SERVERS),
  /**
   * What is watched, one or more, none inside another. ZooKeeper: paths, `/` for all. etcd: literal key prefixes, empty for all.
   * local: one, the workspace's directory; empty is the sandbox of this user-data-dir.
   */
  roots: z.array(z.string().max(8192)).min(1).max(MOST_ROOTS),
  /** What cuts an etcd or local key into the rows of the tree; `/` where absent. ZooKeeper's is always `/`. */
  separator: z.string().min(1).max(8).optional(),
  user: z.string().max(1024).optional(),
  tls: tlsSchema.optional(),
});
export type ConnectOptions = z.infer<typeof connectOptionsSchema>;

/** What cuts the keys of a source into the rows of the tree. */
export const separatorOf = ({ backend, separator }: Pick<ConnectOptions, 'backend' | 'separator'>): string =>
  backend === 'zookeeper' ? '/' : (separator ?? '/');

/** What tells the store and the part of it that a source names from any other: a source may be changed to name another one. */
export const storeName = ({ backend, endpoints, roots }: Pick<ConnectOptions, 'backend' | 'endpoints' | 'roots'>): string =>
  JSON.stringify([backend, endpoints.map(formatEndpoint).toSorted(), roots.toSorted()]);

/** A source as it is entered, before it has an id. */
export const sourceDraftSchema = connectOptionsSchema.extend({
  name: z.string().trim().min(1).max(NAME_LENGTH),
  environment: z.enum(environments),
  access: z.enum(accesses),
  /** What to do with a store that is too large to load unasked; absent: ask. */
  loading: z.enum(loadings).optional(),
});
export type SourceDraft = z.infer<typeof sourceDraftSchema>;

export const sourceIdSchema = z.string().min(1).max(64);
export type SourceId = z.infer<typeof sourceIdSchema>;

export const sourceSchema = sourceDraftSchema.extend({ id: sourceIdSchema });
export type Source = z.infer<typeof sourceSchema>;

/** `host:port`, brackets around IPv6. */
export const formatEndpoint = ({ host, port }: Endpoint): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

/** The name, or with a number behind it the first one that is free. */
export function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  for (let number = 2; ; number++) {
    const tail = ` (${number})`;
    const candidate = name.slice(0, NAME_LENGTH - tail.length) + tail;
    if (!taken.includes(candidate)) return candidate;
  }
}
