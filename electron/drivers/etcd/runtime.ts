/**
 * Loads etcd3 and gRPC when the first etcd source connects: they take some 150 ms, which start-up need not pay.
 * gRPC is required from etcd3's own place, because metadata and credentials made by another copy would be refused by etcd3's.
 */
import { createRequire } from 'node:module';
import type { Metadata } from '@grpc/grpc-js';

type Etcd3Module = typeof import('etcd3');
type PoolModule = typeof import('etcd3/lib/connection-pool');
type GrpcModule = typeof import('@grpc/grpc-js');

/** What this driver uses of its libraries. */
export interface Runtime {
  readonly etcd3: Etcd3Module;
  readonly Host: PoolModule['Host'];
  readonly grpc: GrpcModule;
}

let loaded: Runtime | undefined;

/** The libraries, loaded once. */
export function loadRuntime(): Runtime {
  if (loaded) return loaded;
  const require = createRequire(import.meta.url);
  const etcd3 = require('etcd3') as Etcd3Module;
  const { Host } = require('etcd3/lib/connection-pool') as PoolModule;
  const grpc = createRequire(require.resolve('etcd3'))('@grpc/grpc-js') as GrpcModule;
  return (loaded = { etcd3, Host, grpc });
}

/** Headers that go with every call: an etcd member that has lost its leader then says so instead of staying silent. */
export function callHeaders({ grpc }: Runtime, token: string | undefined): Metadata {
  const headers = new grpc.Metadata();
  headers.set('hasleader', 'true');
  if (token !== undefined) headers.set('token', token);
  return headers;
}
