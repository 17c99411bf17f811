/** Users and roles of an etcd with authentication. A user may always read its own; those of others take the role root. */
import type { IPermission } from 'etcd3';
import type { EtcdClient } from './client';
import { intervalOf, type Interval } from './spans';

/** The role that may do everything, whatever is granted to it. */
export const ROOT_ROLE = 'root';
const EVERYTHING: Interval = { from: Buffer.from([0]), to: undefined };

/** What a role may do with some keys. */
export interface Grant {
  readonly reads: boolean;
  readonly writes: boolean;
  readonly interval: Interval;
}

/** A role and what it grants. */
export interface Role {
  readonly name: string;
  readonly grants: readonly Grant[];
}

/** Reads a role. Throws gRPC errors, a refusal among them. */
export async function readRole(client: EtcdClient, name: string): Promise<Role> {
  if (name === ROOT_ROLE) return { name, grants: [{ reads: true, writes: true, interval: EVERYTHING }] };
  const { perm } = await client.auth.roleGet({ role: name });
  return { name, grants: perm.map(grantOf) };
}

/** Roles of the user that this client has logged in as; undefined where it has not: there is nobody to ask about then. */
export async function ownRoles(client: EtcdClient): Promise<readonly Role[] | undefined> {
  if (client.user === undefined) return undefined;
  const { roles } = await client.auth.userGet({ name: client.user });
  return Promise.all(roles.map((name) => readRole(client, name)));
}

function grantOf({ permType, key, range_end }: IPermission): Grant {
  return { reads: permType !== 'Write', writes: permType !== 'Read', interval: intervalOf({ key, range_end }) };
}
