/** Past states that somebody looks at: how they differ from now, key by key, and what makes keys what they were. */
import { randomUUID } from 'node:crypto';
import { failed, fault, ok, type Result } from '../../shared/fault';
import { packEntries } from '../../shared/model/columns';
import { sameStamp, type Entry } from '../../shared/model/entry';
import { compareKeys, sameBytes, type Key } from '../../shared/model/key';
import { sinceKinds, type Moment, type PastDifference, type PastReading, type PastState, type Restoration, type SinceKind } from '../../shared/model/past';
import type { Intention } from '../../shared/plans/intention';
import { packing } from '../../shared/plans/packed';
import type { Work } from '../../shared/plans/work';
import { alone } from './alone';
import { inSlices } from './in-slices';
import type { LookBack } from './look-back';
import type { Mirror } from './mirror';
import type { Past } from './past';

/** A window shows one; another may be on its way. The oldest is forgotten. */
const MOST_KEPT = 2;

/** What of a session a past state needs. */
interface PastSession {
  readonly mirror: Pick<Mirror, 'entries' | 'get'>;
  readonly lookBack: Pick<LookBack, 'pastAt'>;
}

interface Kept {
  readonly session: PastSession;
  readonly past: Past;
}

export class PastViews {
  readonly #kept = new Map<string, Kept>();

  async open(session: PastSession, moment: Moment): Promise<Result<PastState>> {
    const past = await session.lookBack.pastAt(moment, new AbortController().signal);
    if (!past.ok) return past;
    const id = randomUUID();
    this.#kept.set(id, { session, past: past.value });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
    }
    const { entries, ...told } = past.value;
    return ok({ ...told, id, keys: entries.size, entries: packEntries([...entries.values()]) });
  }

  /** How it differs from what the source holds now. */
  difference(id: string): Result<PastDifference> {
    return this.#on(id, ({ past, session }) => {
      const found = differing(past.entries, session.mirror.entries).sort((a, b) => compareKeys(a.key, b.key));
      const count = (kind: SinceKind): number => found.filter((one) => one.kind === kind).length;
      return {
        keys: found.map(({ key }) => key).join('\0'),
        kinds: Uint8Array.from(found, ({ kind }) => sinceKinds.indexOf(kind)),
        counts: { added: count('added'), changed: count('changed'), removed: count('removed') },
      };
    });
  }

  read(id: string, key: Key): Result<PastReading> {
    return this.#on(id, ({ past, session }) => {
      const [old, now] = [past.entries.get(key), session.mirror.get(key)];
      return { key, past: old ? alone(old) : null, now: now ? alone(now) : null };
    });
  }

  /** What makes these keys what they were, each on the state that it has now. Among several, what has gone with its owner stays gone. */
  async restore(id: string, keys: readonly Key[], title: string): Promise<Result<Restoration>> {
    const kept = this.#kept.get(id);
    return kept ? ok(await inSlices(restoration(kept, keys, title))) : failed(fault('invalid', 'past-forgotten'));
  }

  close(id: string): void {
    this.#kept.delete(id);
  }

  #on<T>(id: string, act: (kept: Kept) => T): Result<T> {
    const kept = this.#kept.get(id);
    return kept ? ok(act(kept)) : failed(fault('invalid', 'past-forgotten'));
  }
}

/** What a key that was written again holds may still be the same. */
const isUnchanged = (then: Entry, now: Entry): boolean => then === now || sameStamp(then.stamp, now.stamp) || sameBytes(then.value, now.value);

function differing(then: ReadonlyMap<Key, Entry>, now: ReadonlyMap<Key, Entry>): { readonly key: Key; readonly kind: SinceKind }[] {
  const found: { key: Key; kind: SinceKind }[] = [];
  for (const [key, entry] of then) {
    const present = now.get(key);
    if (!present) found.push({ key, kind: 'removed' });
    else if (!isUnchanged(entry, present)) found.push({ key, kind: 'changed' });
  }
  for (const key of now.keys()) if (!then.has(key)) found.push({ key, kind: 'added' });
  return found;
}

function* restoration({ past, session: { mirror } }: Kept, keys: readonly Key[], title: string): Work<Restoration> {
  const intentions: Intention[] = [];
  let leftOut = 0;
  for (const key of keys) {
    yield;
    const [then, now] = [past.entries.get(key), mirror.get(key)];
    if (keys.length > 1 && then?.owner !== undefined && now === undefined) leftOut++;
    else if (then) intentions.push({ kind: 'set', key, value: then.value, base: now?.stamp ?? 'absent' });
    else if (now) intentions.push({ kind: 'delete', key, base: now.stamp });
  }
  return { changes: yield* packing({ title, reason: '', intentions, restores: true }), leftOut };
}
