/** ACLs of znodes: who may do what, read by getACL. The server hides the hashes of digests from those who may not administrate the node. */
import { createHash } from 'node:crypto';
import { failed, ok, type Result } from '../../../shared/fault';
import type { AclEntry } from '../../../shared/model/plan';
import { rights, type AccessNote, type AccessReading, type AccessRow, type Right } from '../../../shared/model/access';
import type { Key } from '../../../shared/model/key';
import { Code, faultOfCode } from './faults';
import type { Link } from './link';
import { decodeStat, STAT_BYTES } from './replies';
import { encodePath, Op } from './wire';

/** Permissions by bit (org.apache.zookeeper.ZooDefs.Perms), in the order in which zkCli writes their letters. */
const permissions: readonly { readonly bit: number; readonly letter: string; readonly right: Right }[] = [
  { bit: 4, letter: 'c', right: 'create' },
  { bit: 8, letter: 'd', right: 'delete' },
  { bit: 1, letter: 'r', right: 'read' },
  { bit: 2, letter: 'w', right: 'write' },
  { bit: 16, letter: 'a', right: 'admin' },
];
const WRITE = 2;
/** What the server writes in place of a hash that it hides. */
const HIDDEN = 'x';

/** Whether the server hides a hash of this ACL from us, so that we do not know the whole of it. */
export const hidesHashes = (entries: readonly AclEntry[]): boolean => entries.some(({ scheme, id }) => scheme === 'digest' && id.endsWith(`:${HIDDEN}`));

const SHOWN_HASH = 6;

/** Entries and `aversion` in a getACL's reply. Throws a RangeError where it is cut short. */
export function decodeAcl(body: Buffer): { readonly entries: readonly AclEntry[]; readonly version: number } {
  const entries: AclEntry[] = [];
  let at = 4;
  const text = (): string => {
    const length = Math.max(body.readInt32BE(at), 0);
    const from = at + 4;
    at = from + length;
    if (at > body.length) throw new RangeError('an ACL that is cut short');
    return body.toString('utf8', from, at);
  };
  for (let left = body.readInt32BE(0); left > 0; left--) {
    const bits = body.readInt32BE(at);
    at += 4;
    entries.push({ bits, scheme: text(), id: text() });
  }
  if (at + STAT_BYTES > body.length) throw new RangeError('an ACL without a Stat');
  return { entries, version: decodeStat(body, at).aversion };
}

/** Reads who may do what with a node. `login` is `user:password` of the digest that we gave, if any. */
export async function readAccess(link: Link, path: Key, login: string | undefined): Promise<Result<AccessReading>> {
  const { code, body } = await link.request(Op.getAcl, encodePath(path));
  if (code === Code.noAuth) return ok({ notes: ['acl-denied'], facts: [], groups: [] });
  if (code === Code.noNode) return ok({ notes: ['missing'], facts: [], groups: [] });
  if (code !== 0) return failed(faultOfCode(code, path));
  const { entries, version } = link.decoded(() => decodeAcl(body));
  return ok(accessOf(entries, version, login));
}

/** ACLs of nodes, as a create takes them; those that we do not see in full are left out. */
export async function readAcls(link: Link, keys: readonly Key[]): Promise<ReadonlyMap<Key, readonly AclEntry[]>> {
  const answers = await Promise.allSettled(keys.map((key) => link.request(Op.getAcl, encodePath(key))));
  const seen = new Map<Key, readonly AclEntry[]>();
  for (const [index, key] of keys.entries()) {
    const answer = answers[index];
    if (answer?.status !== 'fulfilled' || answer.value.code !== 0) continue;
    const { entries } = link.decoded(() => decodeAcl(answer.value.body));
    if (!hidesHashes(entries)) seen.set(key, entries);
  }
  return seen;
}

/** What an ACL says, and what follows from it for us. */
export function accessOf(entries: readonly AclEntry[], version: number, login: string | undefined): AccessReading {
  const rows = entries.map((entry) => rowOf(entry, login));
  const writers = rows.filter(({ writes }) => writes);
  const yes = writers.some(({ ours }) => ours === true);
  // a super user is bound by no ACL
  const no = writers.every(({ ours }) => ours === false) && login?.startsWith('super:') !== true;
  const notes: AccessNote[] = hidesHashes(entries) ? ['hashes-hidden'] : [];
  return {
    ...((yes || no) && { mayWrite: yes }),
    notes,
    facts: [{ name: 'aversion', value: String(version) }],
    groups: [{ kind: 'acl', rows, total: rows.length }],
  };
}

function rowOf({ bits, scheme, id }: AclEntry, login: string | undefined): AccessRow {
  const given = permissions.filter(({ bit }) => (bits & bit) !== 0);
  const ours = isOurs(scheme, id, login);
  return {
    who: scheme === 'digest' ? shortened(id) : id,
    scheme,
    rights: rights.filter((right) => given.some((permission) => permission.right === right)),
    letters: given.map(({ letter }) => letter).join(''),
    writes: (bits & WRITE) !== 0,
    covers: true,
    ...(ours !== undefined && { ours }),
  };
}

/** Whether an id means us; undefined where only the server knows (addresses, certificates, hidden hashes). */
function isOurs(scheme: string, id: string, login: string | undefined): boolean | undefined {
  if (scheme === 'world') return id === 'anyone';
  if (scheme !== 'digest') return undefined;
  const user = login?.slice(0, login.indexOf(':'));
  if (user === undefined || id.slice(0, id.lastIndexOf(':')) !== user) return false;
  if (id.endsWith(`:${HIDDEN}`)) return undefined;
  return id === `${user}:${createHash('sha1').update(login ?? '').digest('base64')}`;
}

/** A digest's id with the beginning of its hash: enough to tell two apart, too little to search for the password. */
function shortened(id: string): string {
  const end = id.lastIndexOf(':') + 1;
  return id.slice(end) === HIDDEN ? `${id.slice(0, end)}…` : `${id.slice(0, end + SHOWN_HASH)}…`;
}
