/** What a seed comes to: which faults, in which order, for how many writes. Nothing here depends on time. */
import type { Backend } from '../../shared/model/source';
import { seeded } from '../contract/random';

/** Every kind of fault, with how often it is drawn and where it can happen. */
const kinds = {
  cut: { weight: 4, of: 'link' },
  'cut in a frame': { weight: 5, of: 'link' },
  'frozen link': { weight: 3, of: 'link' },
  'frozen to the server': { weight: 2, of: 'link' },
  'frozen to us': { weight: 2, of: 'link' },
  refused: { weight: 3, of: 'link' },
  slow: { weight: 3, of: 'link' },
  'frozen server': { weight: 3, of: 'server' },
  'killed server': { weight: 3, of: 'server' },
  'killed leader': { weight: 4, of: 'members' },
  'killed all': { weight: 2, of: 'server' },
  'isolated member': { weight: 3, of: 'etcd members' },
  compaction: { weight: 4, of: 'etcd' },
  'expired session': { weight: 1, of: 'zookeeper' },
  wiped: { weight: 1, of: 'one server' },
  'wiped and refilled': { weight: 2, of: 'one server' },
  'disk read anew': { weight: 4, of: 'local' },
  'torn journal': { weight: 4, of: 'local' },
  'hung up': { weight: 2, of: 'us' },
  'window hangs': { weight: 2, of: 'window' },
  'window silent': { weight: 2, of: 'window' },
  'new port': { weight: 2, of: 'window' },
  'new page': { weight: 2, of: 'window' },
} as const;

export type FaultKind = keyof typeof kinds;
type Where = (typeof kinds)[FaultKind]['of'];

export interface Step {
  readonly kind: FaultKind;
  /** Server it happens to. */
  readonly server: number;
  /** Writes tried while it lasts, and after it is over before the next. */
  readonly during: number;
  readonly after: number;
  /** Whether it happens to every link, or only to those in use. */
  readonly everywhere: boolean;
  /** Bytes still let through before a cut. */
  readonly bytes: number;
  /** Whether it lasts until the session has noticed. */
  readonly noticed: boolean;
  /** Whether the next fault comes on top of it. */
  readonly lasting: boolean;
  /** Whether the user then presses "Try now" instead of waiting. */
  readonly impatient: boolean;
}

export interface Target {
  readonly backend: Backend;
  readonly members: 1 | 3;
}

const happensTo: Readonly<Record<Where, (target: Target) => boolean>> = {
  link: ({ backend }) => backend !== 'local',
  server: ({ backend }) => backend !== 'local',
  members: ({ members }) => members > 1,
  'one server': ({ backend, members }) => backend !== 'local' && members === 1,
  'etcd members': ({ backend, members }) => backend === 'etcd' && members > 1,
  etcd: ({ backend }) => backend === 'etcd',
  zookeeper: ({ backend }) => backend === 'zookeeper',
  local: ({ backend }) => backend === 'local',
  us: () => true,
  window: () => true,
};

/** Kinds whose healing never has to wait for a server, so that another fault may come before it. */
const lasts: ReadonlySet<Where> = new Set(['link', 'window']);

/** What can happen to this kind of store. */
export const kindsFor = (target: Target): FaultKind[] => (Object.keys(kinds) as FaultKind[]).filter((kind) => happensTo[kinds[kind].of](target));

/** The steps of a seed on this kind of store. */
export function scheduleOf(seed: number, target: Target): Step[] {
  const random = seeded(seed);
  const bag = kindsFor(target).flatMap((kind) => Array<FaultKind>(kinds[kind].weight).fill(kind));
  return Array.from({ length: 4 + random.below(6) }, () => {
    const kind = random.pick(bag);
    const { of } = kinds[kind];
    return {
      kind,
      server: random.below(target.members),
      // a server that is down answers nobody: each write tried then takes long
      during: of === 'server' || of === 'members' ? 3 + random.below(6) : 10 + random.below(80),
      after: 5 + random.below(80),
      everywhere: random.percent(target.members === 1 ? 100 : 40),
      bytes: random.below(30_000),
      noticed: of === 'link' && kind.startsWith('frozen') && random.percent(target.backend === 'etcd' ? 6 : 25),
      lasting: lasts.has(of) && random.percent(25),
      impatient: random.percent(60),
    };
  });
}
