/** ACLs of what is created. What is copied or moved keeps its ACL: the mirror holds none, so they are read before the copy is looked at. What is not seen in full is told. */
import type { Session } from '../sessions/session';
import type { Key } from '../../shared/model/key';
import type { AclEntry, Edit, Plan } from '../../shared/model/plan';
import type { Compiled } from '../../shared/plans/compile';
import type { Warning } from '../../shared/plans/warnings';

/** ACLs that are read at once; each is a request. */
const BATCH = 500;
/** Most ACLs that are read for one plan: of more copies it is told that they are open. */
const MOST_READ = 10_000;

/** The plan, its copies created with the ACLs of what they are copied from. */
export async function withCopiedAcls({ plan, sources }: Compiled, session: Pick<Session, 'acls'>): Promise<{ readonly plan: Plan | null; readonly warnings: readonly Warning[] }> {
  const acls = plan && sources.size > 0 ? await readAcls([...new Set(sources.values())], session) : undefined;
  if (!plan || !acls) return { plan, warnings: [] };
  const warnings: Warning[] = [];
  const edits = plan.edits.map((edit): Edit => {
    const from = sources.get(edit.key);
    if (from === undefined || edit.kind !== 'put' || edit.base !== 'absent') return edit;
    const acl = acls.get(from);
    if (acl) return isOpen(acl) ? edit : { ...edit, restore: { acl } };
    warnings.push({ code: 'acl-unread', key: edit.key, params: { from } });
    return edit;
  });
  return { plan: { ...plan, edits }, warnings };
}

/** Of keys that are brought back from the past the ACL is not known any more: how many are created open to everybody, where keys have ACLs. */
export async function openRestored(plan: Plan | null, session: Pick<Session, 'acls'>): Promise<readonly Warning[]> {
  const created = plan?.edits.filter(({ kind, base }) => kind === 'put' && base === 'absent') ?? [];
  const [first] = created;
  return first && (await session.acls([])) ? [{ code: 'acl-forgotten', key: first.key, params: { count: created.length } }] : [];
}

/** Undefined where keys have no ACLs. */
async function readAcls(keys: readonly Key[], session: Pick<Session, 'acls'>): Promise<ReadonlyMap<Key, readonly AclEntry[]> | undefined> {
  const seen = new Map<Key, readonly AclEntry[]>();
  for (let at = 0; at < Math.min(keys.length, MOST_READ); at += BATCH) {
    const read = await session.acls(keys.slice(at, Math.min(at + BATCH, MOST_READ)));
    if (!read) return at === 0 ? undefined : seen;
    for (const [key, acl] of read) seen.set(key, acl);
  }
  return seen;
}

const ALL = 31;
const isOpen = ([only, ...others]: readonly AclEntry[]): boolean => others.length === 0 && only?.scheme === 'world' && only.id === 'anyone' && only.bits === ALL;
