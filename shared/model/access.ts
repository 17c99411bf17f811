/** Who may do what with a key, as the store itself tells it. What it does not tell is said in notes. */
import type { KeySpan } from './denied';

export const rights = ['read', 'write', 'create', 'delete', 'admin'] as const;
export type Right = (typeof rights)[number];

/** Somebody and what they may do. */
export interface AccessRow {
  /** A user, a role, or an id of ZooKeeper's without its scheme. */
  readonly who: string;
  /** ZooKeeper's scheme; absent in etcd. */
  readonly scheme?: string;
  /** Empty for a user of etcd, who may do what its roles may. */
  readonly rights: readonly Right[];
  /** The rights as ZooKeeper's shell writes them. */
  readonly letters?: string;
  /** The keys that it is about; absent for the one that was asked for. */
  readonly span?: KeySpan;
  /** Roles of a user. */
  readonly roles?: readonly string[];
  /** Whether it lets the key that was asked for be written. */
  readonly writes: boolean;
  /** Whether it is about the key that was asked for. */
  readonly covers: boolean;
  /** Whether we are meant: by our user, one of our roles, or as everybody is. Absent where that is not certain. */
  readonly ours?: boolean;
}

/** Rows that belong together: a znode's ACL, our own roles, all users, all roles. */
export interface AccessGroup {
  readonly kind: 'acl' | 'own' | 'users' | 'roles';
  readonly rows: readonly AccessRow[];
  /** How many there are, of which `rows` are the first. */
  readonly total: number;
}

/** What cannot be seen, and what it means; worded in the window. */
export type AccessNote =
  | 'acl-denied'
  | 'hashes-hidden'
  | 'auth-off'
  | 'certificate-user'
  | 'no-roles'
  | 'others-denied'
  | 'file-permissions'
  | 'missing';

/** The access to one key. */
export interface AccessReading {
  /** Whether we may write the key, judged by what is shown; absent where that is not certain. */
  readonly mayWrite?: boolean;
  readonly notes: readonly AccessNote[];
  /** Facts in the back-end's own terms. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly groups: readonly AccessGroup[];
}
