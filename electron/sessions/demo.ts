/**
 * Demo activity: what a fleet of applications would do to the sandbox, two to four small plans a second, so that a newcomer sees the
 * tree live. It touches only the keys in `demoKeys`, by ordinary guarded plans, and keeps off a key for good (until it is started
 * again) once anybody else has changed it: a user's edit always wins, also later.
 */
import type { Result } from '../../shared/fault';
import type { Entry, Revision } from '../../shared/model/entry';
import type { Key } from '../../shared/model/key';
import type { Edit, Plan, Receipt } from '../../shared/model/plan';
import { registration } from './sandbox';

const switchedFlags: readonly Key[] = [
  '/feature_flags/search/typo_tolerance',
  '/feature_flags/catalog/recently_viewed',
  '/feature_flags/mobile/push_digest',
  '/config/services/search/features/query_cache',
];
const rateLimits: readonly Key[] = ['/config/services/search/rate_limit', '/config/services/catalog/rate_limit'];
const instances: readonly { key: Key; host: string; port: number; version: string }[] = [
  { key: '/services/search/10.20.3.33:9200', host: '10.20.3.33', port: 9200, version: '11.4.0' },
  { key: '/services/search/10.20.3.34:9200', host: '10.20.3.34', port: 9200, version: '11.4.0' },
  { key: '/services/notifications/10.20.5.52:8080', host: '10.20.5.52', port: 8080, version: '1.13.0' },
];
const heartbeat: Key = '/heartbeats/notifications';

/** Every key that the demo may create, change or delete. */
export const demoKeys: readonly Key[] = [...switchedFlags, ...rateLimits, ...instances.map(({ key }) => key), heartbeat];

/** What the demo needs of the sandbox's session. */
export interface DemoDependencies {
  apply(plan: Plan): Promise<Result<Receipt>>;
  /** The present entry, as the session's mirror has it. */
  entry(key: Key): Entry | undefined;
  /** The same seed gives the same activity. */
  readonly seed?: number;
  /** Milliseconds since 1970; the system's clock if not given. */
  now?(): number;
  /** Shortest and longest pause between two plans; 250 and 500 if not given. */
  readonly pauseMs?: { readonly least: number; readonly most: number };
}

/** Running demo activity. */
export interface Demo {
  /** Ends it: no timer stays and no plan is sent any more. */
  stop(): void;
}

/** Starts demo activity. */
export function startDemo(deps: DemoDependencies): Demo {
  const { seed = 1, now = Date.now, pauseMs = { least: 250, most: 500 } } = deps;
  const random = seeded(seed);
  const steps = activity(random, now);
  /** Revision that each key had when the demo last saw or wrote it, 0 where it was absent. */
  const known = new Map<Key, Revision>(demoKeys.map((key) => [key, revisionOf(deps.entry(key))]));
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const act = async (): Promise<void> => {
    const step = pick(random, steps);
    const key = pick(random, step.keys);
    const entry = deps.entry(key);
    // somebody else's edit, or a mirror that has not caught up with the demo's own
    if (revisionOf(entry) === known.get(key)) {
      const edit = step.edit(key, entry);
      const result = await deps.apply({ title: step.title, reason: 'Demo activity', edits: [edit] });
      if (result.ok) known.set(key, edit.kind === 'delete' ? 0n : result.value.at);
    }
    schedule();
  };
  const schedule = (): void => {
    if (stopped) return;
    const pause = pauseMs.least + random() * (pauseMs.most - pauseMs.least);
    timer = setTimeout(() => void act(), pause);
  };
  schedule();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

interface Step {
  readonly title: string;
  readonly keys: readonly Key[];
  edit(key: Key, entry: Entry | undefined): Edit;
}

function activity(random: () => number, now: () => number): readonly Step[] {
  const put = (key: Key, text: string, entry: Entry | undefined): Edit => ({
    kind: 'put',
    key,
    value: new TextEncoder().encode(text),
    base: entry?.stamp ?? 'absent',
  });
  return [
    {
      title: 'An application switches a flag',
      keys: switchedFlags,
      edit: (key, entry) => put(key, textOf(entry) === 'true' ? 'false' : 'true', entry),
    },
    {
      title: 'A rate limit is tuned',
      keys: rateLimits,
      edit: (key, entry) => {
        const limit = Number(textOf(entry)) || 600;
        return put(key, String(Math.min(1200, Math.max(200, limit + (Math.floor(random() * 7) - 3) * 25))), entry);
      },
    },
    {
      title: 'An instance comes or goes',
      keys: instances.map(({ key }) => key),
      edit: (key, entry) => {
        if (entry) return { kind: 'delete', key, base: entry.stamp };
        const index = instances.findIndex((candidate) => candidate.key === key);
        const { host = '', port = 0, version = '' } = instances[index] ?? {};
        return put(key, registration(host, port, version, index), entry);
      },
    },
    { title: 'A heartbeat', keys: [heartbeat], edit: (key, entry) => put(key, new Date(now()).toISOString(), entry) },
  ];
}

const revisionOf = (entry: Entry | undefined): Revision => entry?.stamp.modified ?? 0n;

const textOf = (entry: Entry | undefined): string => new TextDecoder().decode(entry?.value ?? new Uint8Array());

function pick<T>(random: () => number, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}

/** mulberry32: numbers in [0, 1), the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
