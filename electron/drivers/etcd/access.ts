/** Who may do what with a key of etcd: our own roles, and where we may ask, everybody's. */
import { failed, fault, ok, type Result } from '../../../shared/fault';
import type { AccessGroup, AccessNote, AccessReading, AccessRow } from '../../../shared/model/access';
import type { EtcdClient } from './client';
import { isAuthOff, isDenied } from './faults';
import { ownRoles, readRole, ROOT_ROLE, type Role } from './grants';
import { isIn, spanOf } from './spans';

/** Users and roles that are asked about; each takes a request. */
const MOST_ASKED = 100;

/** Reads the access to a key. `certificate` tells that we may be known by one. Throws gRPC errors. */
export async function readAccess(client: EtcdClient, key: Uint8Array, certificate: boolean): Promise<Result<AccessReading>> {
  const own = await ownRoles(client);
  if (own === undefined) return withoutLogin(client, key, certificate);
  const names = own.map(({ name }) => name);
  const others = await everybody(client, key, names);
  return ok({
    mayWrite: writesKey(own, key),
    notes: [...(own.length === 0 ? (['no-roles'] as const) : []), ...others.notes],
    facts: [
      { name: 'user', value: client.user ?? '' },
      { name: 'roles', value: names.join(', ') },
    ],
    groups: [group('own', rowsOf(own, key, names)), ...others.groups],
  });
}

/** Nobody asked us to log in. Authentication is off, the server knows us by our certificate, or it was switched on since. */
async function withoutLogin(client: EtcdClient, key: Uint8Array, certificate: boolean): Promise<Result<AccessReading>> {
  if (await isOff(client)) return ok({ mayWrite: true, notes: ['auth-off'], facts: [], groups: [] });
  if (certificate) return ok({ notes: ['certificate-user'], facts: [], groups: [] });
  await client.logInAgain();
  if (client.user === undefined) return failed(fault('auth-failed', 'login-missing', { endpoint: client.endpoint }));
  return readAccess(client, key, certificate);
}

/** Whether authentication is off: only then does the server refuse a login as such. */
async function isOff(client: EtcdClient): Promise<boolean> {
  try {
    await client.auth.authenticate({ name: '', password: '' });
    return false;
  } catch (error) {
    return isAuthOff(error);
  }
}

async function everybody(client: EtcdClient, key: Uint8Array, own: readonly string[]): Promise<{ notes: AccessNote[]; groups: AccessGroup[] }> {
  try {
    const [{ users }, { roles: all }] = await Promise.all([client.auth.userList(), client.auth.roleList()]);
    const roles = await Promise.all(all.slice(0, MOST_ASKED).map((name) => readRole(client, name)));
    const asked = await Promise.all(users.slice(0, MOST_ASKED).map(async (name) => ({ name, roles: (await client.auth.userGet({ name })).roles })));
    const rows = asked.map((user): AccessRow => {
      const theirs = roles.filter(({ name }) => user.roles.includes(name));
      const grants = theirs.flatMap(({ grants }) => grants.filter(({ interval }) => isIn([interval], key)));
      return {
        who: user.name,
        roles: user.roles,
        rights: [...(grants.some(({ reads }) => reads) ? (['read'] as const) : []), ...(grants.some(({ writes }) => writes) ? (['write'] as const) : [])],
        writes: writesKey(theirs, key),
        covers: grants.length > 0,
        ours: user.name === client.user,
      };
    });
    return { notes: [], groups: [group('users', rows, users.length), group('roles', rowsOf(roles, key, own), undefined)] };
  } catch (error) {
    if (!isDenied(error)) throw error;
    return { notes: ['others-denied'], groups: [] };
  }
}

const group = (kind: AccessGroup['kind'], rows: readonly AccessRow[], total = rows.length): AccessGroup => ({ kind, rows, total });

const writesKey = (roles: readonly Role[], key: Uint8Array): boolean =>
  roles.some(({ name, grants }) => name === ROOT_ROLE || grants.some(({ writes, interval }) => writes && isIn([interval], key)));

/** A row for each grant, and one for a role without any. */
function rowsOf(roles: readonly Role[], key: Uint8Array, own: readonly string[]): AccessRow[] {
  return roles.flatMap(({ name, grants }): AccessRow[] => {
    const ours = own.includes(name);
    if (grants.length === 0) return [{ who: name, rights: [], writes: false, covers: false, ours }];
    return grants.map(({ reads, writes, interval }) => {
      const covers = isIn([interval], key);
      const rights = [...(reads ? (['read'] as const) : []), ...(writes ? (['write'] as const) : [])];
      return { who: name, rights, span: spanOf(interval), writes: writes && covers, covers, ours };
    });
  });
}
