/** Stores of three members: whichever goes, stops or is cut off, a source that names them all goes on, and nothing is missed or told twice. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { etcd } from '../../electron/drivers/etcd/index';
import { zookeeper } from '../../electron/drivers/zookeeper/index';
import type { Driver } from '../../electron/drivers/driver';
import type { ConnectOptions, Endpoint } from '../../shared/model/source';
import type { IndependentClient } from '../support/clients';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcdCluster, type EtcdMember } from '../support/etcd-cluster';
import { follow, type Following } from '../support/follow';
import type { Ensemble } from '../support/members';
import { startProxy, type FaultProxy } from '../support/proxy';
import { until } from '../support/wait';
import { startZookeeperEnsemble } from '../support/zookeeper-ensemble';
import { differences, freshListing, holds } from './harness';

/** What both kinds of members can do. */
interface Member {
  readonly port: number;
  readonly endpoint: Endpoint;
  pause(on: boolean): void;
  kill9(): Promise<void>;
  restart(): Promise<void>;
  wipe(): Promise<void>;
}

interface Store {
  readonly driver: Driver;
  readonly root: string;
  readonly noticesSilenceWithinMs: number;
  start(): Promise<Ensemble<Member>>;
  client(port: number): Promise<IndependentClient>;
}

const stores: readonly Store[] = [
  { driver: zookeeper, root: '/store', noticesSilenceWithinMs: 10_000, start: () => startZookeeperEnsemble(), client: (port) => zookeeperClient(port) },
  { driver: etcd, root: '/store/', noticesSilenceWithinMs: 20_000, start: () => startEtcdCluster(), client: async (port) => etcdClient(port) },
];

describe.each(stores)('$driver.name of three members', ({ driver, root, noticesSilenceWithinMs, start, client }) => {
  let ensemble: Ensemble<Member>;
  let doors: readonly FaultProxy[];
  beforeAll(async () => {
    ensemble = await start();
    doors = await Promise.all(ensemble.members.map(({ port }) => startProxy(port)));
    await write(ensemble.members, '/store/flag', 'new');
  });
  afterAll(async () => {
    await Promise.all(doors.map((door) => door.close()));
    await ensemble.stop();
  });

  const options = (): ConnectOptions => ({ backend: driver.name, endpoints: doors.map(({ port }) => ({ host: '127.0.0.1', port })), roots: [root] });
  const at = (member: Member): ConnectOptions => ({ ...options(), endpoints: [member.endpoint] });

  /** Follows a source that names all members, over a connection to this one to begin with. */
  const followedAt = async (member: Member): Promise<Following> => {
    const others = doors.filter((_, i) => ensemble.members[i] !== member);
    for (const door of others) await door.refuse(true);
    const following = follow(driver, options());
    onTestFinished(() => following.stop());
    await following.waitFor(() => following.frames.length > 0, 'the first frame');
    for (const door of others) await door.refuse(false);
    return following;
  };
  /** Writes through one of these members, as soon as the store takes writes there. */
  const write = async (members: readonly Member[], key: string, value: string): Promise<void> => {
    // a write that came to etcd before would hang for seconds
    await ensemble.leader();
    await until(async () => {
      for (const { port } of members) {
        const writer = await client(port).catch(() => undefined);
        if (writer === undefined) continue;
        try {
          await writer.put(key, value);
          return true;
        } catch {
          // it has no leader yet
        } finally {
          await writer.close();
        }
      }
      return false;
    }, `${key} is written`);
  };
  const settled = async (following: Following, members: readonly Member[], word: string): Promise<void> => {
    await write(members, '/store/sentinel', word);
    await following.waitFor((entries) => holds(entries, '/store/sentinel', word), `the sentinel ${word}`, 45_000);
    expect(differences(following.entries, await freshListing(driver, at(members[0] as Member)))).toEqual([]);
    expect(toldTwice(following)).toEqual([]);
  };
  const without = (...members: readonly Member[]): Member[] => ensemble.members.filter((member) => !members.includes(member));

  test('the leader is killed under a connection to it', async () => {
    const leader = await ensemble.leader();
    await write([leader], '/store/flag', 'before');
    const following = await followedAt(leader);
    onTestFinished(() => leader.restart());
    await leader.kill9();
    await until(() => following.faults.length > 0, 'the loss is noticed');
    expect(following.faults[0]).toMatchObject({ code: 'unreachable', reason: 'link-lost' });
    await write(without(leader), '/store/flag', 'after');
    await settled(following, without(leader), 'after the leader was killed');
  });

  test('the leader is killed under a connection to another', async () => {
    const leader = await ensemble.leader();
    const [watched, third] = without(leader) as [Member, Member];
    await write([leader], '/store/flag', 'before');
    const following = await followedAt(watched);
    onTestFinished(() => leader.restart());
    await leader.kill9();
    await write([third], '/store/flag', 'after');
    await settled(following, [watched, third], 'after the election');
    for (const { reason } of following.faults) expect(['link-lost', 'no-leader', 'no-quorum', 'turned-away', 'unreachable']).toContain(reason);
  });

  test('a member that stops answering is left for another', async () => {
    const leader = await ensemble.leader();
    const [watched, third] = without(leader) as [Member, Member];
    const following = await followedAt(watched);
    watched.pause(true);
    onTestFinished(() => watched.pause(false));
    await write([leader], '/store/flag', 'while one is frozen');
    await until(() => following.faults.length > 0, 'the silence is noticed', { deadlineMs: noticesSilenceWithinMs });
    expect(following.faults[0]).toMatchObject({ code: 'unreachable', reason: 'link-silent' });
    await settled(following, [leader, third], 'over another');
  });

  test('all are gone, and come back', async () => {
    const leader = await ensemble.leader();
    const following = await followedAt(leader);
    await Promise.all(ensemble.members.map((member) => member.kill9()));
    await until(() => following.faults.length >= 3, 'their loss is noticed');
    for (const fault of following.faults) expect(fault.code).toBe('unreachable');
    await Promise.all(ensemble.members.map((member) => member.restart()));
    await settled(following, ensemble.members, 'all are back');
  });

  test('a member without a majority says so, and serves again with one', async () => {
    const [alone, ...others] = ensemble.members as [Member, Member, Member];
    const following = follow(driver, at(alone));
    onTestFinished(() => following.stop());
    await following.waitFor(() => following.frames.length > 0, 'the first frame');
    await Promise.all(others.map((member) => member.kill9()));
    const lonely = driver.name === 'etcd' ? 'no-leader' : 'no-quorum';
    await until(() => following.faults.some(({ reason }) => reason === lonely), 'the reason is told');
    const about = following.faults.find(({ reason }) => reason === lonely);
    expect(about?.code).toBe('unreachable');
    expect(about?.message).toContain(`127.0.0.1:${alone.port}`);
    await Promise.all(others.map((member) => member.restart()));
    await settled(following, ensemble.members, 'the majority is back');
  });

  test('a store that was wiped is listed again', async () => {
    await write(ensemble.members, '/store/old', 'x');
    const following = await followedAt(await ensemble.leader());
    expect(following.entries.has('/store/old')).toBe(true);
    await Promise.all(ensemble.members.map((member) => member.kill9()));
    await Promise.all(ensemble.members.map((member) => member.wipe()));
    await write(ensemble.members, '/store/new', 'y');
    await following.waitFor((entries) => entries.has('/store/new') && !entries.has('/store/old'), 'the new store');
    await settled(following, ensemble.members, 'in the new store');
  });
});

describe('an etcd member that is cut off from the others', () => {
  let cluster: Ensemble<EtcdMember>;
  beforeAll(async () => {
    cluster = await startEtcdCluster();
  });
  afterAll(() => cluster.stop());

  test.each(['the leader', 'another'])('%s is left for a member of the majority, or says that it has no leader', async (which) => {
    const leader = await cluster.leader();
    const [follower] = (await cluster.followers()) as [EtcdMember];
    const lost = which === 'the leader' ? leader : follower;
    const others = cluster.members.filter((member) => member !== lost);
    const proxy = await startProxy(lost.port);
    onTestFinished(() => proxy.close());
    const through = { host: '127.0.0.1', port: proxy.port };
    const stores: ConnectOptions = { backend: 'etcd', endpoints: [through], roots: [''] };
    const alone = follow(etcd, stores);
    onTestFinished(() => alone.stop());
    await alone.waitFor(() => alone.frames.length > 0, 'the first frame');
    // the others join in once the first connection stands: it is to be the lost member's
    const endpoints = [through];
    const moving = follow(etcd, { ...stores, endpoints });
    onTestFinished(() => moving.stop());
    await moving.waitFor(() => moving.frames.length > 0, 'the first frame');
    endpoints.push(...others.map(({ endpoint }) => endpoint));

    lost.isolate(true);
    onTestFinished(() => lost.isolate(false));
    const writer = etcdClient((others[0] as EtcdMember).port);
    onTestFinished(() => writer.close());
    await cluster.leader();
    await until(() => writer.put('/flag', which).then(() => true, () => false), 'the majority takes writes');
    await moving.waitFor((entries) => holds(entries, '/flag', which), 'the write, over another member');
    expect(moving.faults[0]).toMatchObject({ code: 'unreachable', reason: 'no-leader' });
    await until(() => alone.faults.length >= 2, 'the loss of the leader is told');
    expect(new Set(alone.faults.map(({ reason }) => reason))).toEqual(new Set(['no-leader']));
    expect(holds(alone.entries, '/flag', which)).toBe(false);

    lost.isolate(false);
    await alone.waitFor((entries) => holds(entries, '/flag', which), 'the write, at the member that is back');
    for (const following of [alone, moving]) {
      expect(differences(following.entries, await freshListing(etcd, stores))).toEqual([]);
      expect(toldTwice(following)).toEqual([]);
    }
  });
});

/** Writes that came in more than one delta. */
function toldTwice(following: Following): string[] {
  const told = new Set<string>();
  return following.changes().flatMap((change) => {
    if (change.kind === 'delete') return [];
    const { key, stamp } = change.entry;
    const write = `${key} at ${stamp.modified}`;
    if (told.has(write)) return [write];
    told.add(write);
    return [];
  });
}
