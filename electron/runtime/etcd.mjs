import { existsSync } from 'node:fs';
import path from 'node:path';
import { cacheDir, onPath } from './paths.mjs';

/** Where set-up unpacks Debian's etcd-server, which as an installed package would start a service of its own. */
export const etcdFolder = () => path.join(cacheDir(), 'etcd');

/** The etcd server that tests run: one on PATH, else the one that set-up unpacked; undefined when there is none. */
export function etcdBinary() {
  const unpacked = path.join(etcdFolder(), 'usr/bin/etcd');
  return onPath('etcd') ?? (existsSync(unpacked) ? unpacked : undefined);
}
