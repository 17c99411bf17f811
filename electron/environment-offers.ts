/** Sources that the environment of a launch names, as other tools use it: offered, never added by themselves. */
import { fault, type Fault } from '../shared/fault';
import { etcdTarget, serversIn } from '../shared/model/etcd-endpoints';
import { sourceDraftSchema, type ConnectOptions, type SourceDraft } from '../shared/model/source';
import { checkSource } from '../shared/model/source-check';
import { defaultName } from '../shared/model/source-defaults';

export interface EnvironmentOffers {
  readonly offers: readonly SourceDraft[];
  /** What could not be read. */
  readonly notices: readonly Fault[];
}

/** Reads `ZK_HOSTS` (`host:port,host:port/chroot`) and `ETCD_ENDPOINTS` (`host:port` or http and https URLs, separated by commas). */
export function offersFrom(environment: Readonly<Record<string, string | undefined>>): EnvironmentOffers {
  const offers: SourceDraft[] = [];
  const notices: Fault[] = [];
  const take = (variable: string, example: string, read: (text: string) => ConnectOptions | undefined): void => {
    const text = environment[variable]?.trim() ?? '';
    if (text === '') return;
    const target = read(text);
    const draft = target && sourceDraftSchema.safeParse({ ...target, name: defaultName(target), environment: 'development', access: 'read-write' });
    if (draft?.success && checkSource(draft.data).length === 0) offers.push(draft.data);
    else notices.push(fault('invalid', 'offer-invalid', { variable, text: withoutUser(text).slice(0, 200), example }));
  };
  take('ZK_HOSTS', 'host:2181,host:2181/chroot', zookeeperTarget);
  take('ETCD_ENDPOINTS', 'http://host:2379,http://host:2379', etcdTarget);
  return { offers, notices };
}

function zookeeperTarget(text: string): ConnectOptions | undefined {
  const slash = text.indexOf('/');
  const endpoints = serversIn(slash < 0 ? text : text.slice(0, slash), 'zookeeper');
  const root = slash < 0 ? '' : text.slice(slash).replace(/\/+$/, '');
  return endpoints && { backend: 'zookeeper', endpoints, roots: [root === '' ? '/' : root] };
}

/** Without what stands before an @, which may be a password. */
const withoutUser = (text: string): string => text.replace(/[^,/]*@/g, '***@');
