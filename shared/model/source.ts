/** Sources: what Flagscope connects to, as people name and remember them. */
import { z } from 'zod';

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

/** Everything about a source but who it is and what the user may do: what a driver needs to connect. */
const connectOptionsSchema = z.object({
  backend: z.enum(backends),
  /** Servers of one ensemble or cluster; empty for `local`. */
  endpoints: z.array(endpointSchema).max(32),
  /**
   * What is watched. ZooKeeper: a path, `/` for all. etcd: a literal key prefix, empty for all.
   * local: the workspace's directory; empty is the sandbox of this user-data-dir.
   */
  root: z.string().max(8192),
  user: z.string().max(1024).optional(),
  tls: z.object({ ca: z.string().max(4096).optional() }).optional(),
});
export type ConnectOptions = z.infer<typeof connectOptionsSchema>;

/** A source as it is entered, before it has an id. */
export const sourceDraftSchema = connectOptionsSchema.extend({
  name: z.string().trim().min(1).max(200),
  environment: z.enum(environments),
  access: z.enum(accesses),
});
export type SourceDraft = z.infer<typeof sourceDraftSchema>;

export const sourceIdSchema = z.string().min(1).max(64);
export type SourceId = z.infer<typeof sourceIdSchema>;

export const sourceSchema = sourceDraftSchema.extend({ id: sourceIdSchema });
export type Source = z.infer<typeof sourceSchema>;

/** `host:port`, brackets around IPv6. */
export const formatEndpoint = ({ host, port }: Endpoint): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);
