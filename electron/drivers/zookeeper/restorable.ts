/** What has to be known of a node before it is deleted, so that an undo brings it back as it was. */
import type { Key } from '../../../shared/model/key';
import type { Edit, Restore } from '../../../shared/model/plan';
import { decodeAcl, hidesHashes } from './acl';
import type { Link } from './link';
import { isPermanent, isPlain } from './replies';
import { encodePath, Op } from './wire';

/** The deleted keys that a create brings back as they were, and with which ACL; `plain` is open to all. */
export type Restorable = ReadonlyMap<Key, 'plain' | Restore>;

/**
 * Reads the ACLs of what these edits delete. Ephemeral, container and TTL nodes are not restorable, for they would come back to stay;
 * nor are nodes whose ACL we do not see in full, for they would come back open to all or closed to those who may.
 */
export async function readRestorable(link: Link, edits: readonly Edit[]): Promise<Restorable> {
  const deleted = edits.filter((edit) => edit.kind === 'delete').map((edit) => edit.key);
  const answers = await Promise.allSettled(deleted.map((key) => link.request(Op.getAcl, encodePath(key))));
  const restorable = new Map<Key, 'plain' | Restore>();
  for (const [index, key] of deleted.entries()) {
    const answer = answers[index];
    if (answer?.status !== 'fulfilled' || answer.value.code !== 0) continue;
    const how = link.decoded(() => restoreOf(answer.value.body));
    if (how !== undefined) restorable.set(key, how);
  }
  return restorable;
}

function restoreOf(body: Buffer): 'plain' | Restore | undefined {
  if (isPlain(body)) return 'plain';
  if (!isPermanent(body)) return undefined;
  const { entries } = decodeAcl(body);
  return hidesHashes(entries) ? undefined : { acl: entries };
}
