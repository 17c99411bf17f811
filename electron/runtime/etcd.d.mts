/** Where set-up unpacks Debian's etcd-server, which as an installed package would start a service of its own. */
export function etcdFolder(): string;
/** The etcd server that tests run: one on PATH, else the one that set-up unpacked; undefined when there is none. */
export function etcdBinary(): string | undefined;
