/**
 * What changed while a session was not live. An outage begins when it stops being live and ends with the first frame of the next
 * connection; a change belongs to it only if it happened before that connection's watch stood, which the frame tells (`present`).
 * Counts are exact; of the keys only so many are kept, and of their values only the beginning.
 */
import type { Fault } from '../../shared/fault';
import { sizeOf, type Entry } from '../../shared/model/entry';
import { changedKey, type Change, type StoreFrame } from '../../shared/model/frame';
import type { Key } from '../../shared/model/key';
import type { Phase } from '../../shared/model/phase';
import type { ResyncItem, ResyncKind, ResyncReport, ResyncSummary, ResyncValue } from '../../shared/model/resync';
import type { SeenChange } from './mirror';

export interface ResyncLimits {
  /** Keys kept of each outage. */
  readonly items: number;
  /** Outages kept. */
  readonly reports: number;
  /** Bytes kept of each value. */
  readonly valueBytes: number;
}

const defaultLimits: ResyncLimits = { items: 10_000, reports: 5, valueBytes: 512 };

/** A key's state before or after; null where it did not exist. */
type State = { readonly created: bigint; readonly value?: ResyncValue } | null;

interface Track {
  /** Whether its values are kept. */
  readonly kept: boolean;
  readonly before: State;
  after: State;
  writes: number;
}

interface Outage {
  summary: ResyncSummary;
  /** Every key that changed, as long as more of the outage may come; then only those that are kept. */
  tracks: Map<Key, Track>;
}

export class Resync {
  readonly #limits: ResyncLimits;
  readonly #outages: Outage[] = [];
  #wasLive = false;
  #away: { from: number; fault?: Fault } | undefined;
  /** The outage that frames with a `present` still belong to. */
  #open: Outage | undefined;
  #lastId = 0;

  constructor(limits: ResyncLimits = defaultLimits) {
    this.#limits = limits;
  }

  /** The last outages in numbers, oldest first. */
  get summaries(): readonly ResyncSummary[] {
    return this.#outages.map(({ summary }) => summary);
  }

  /** One of the last outages with its keys. */
  report(id: number): ResyncReport | undefined {
    const outage = this.#outages.find(({ summary }) => summary.id === id);
    return outage && { summary: outage.summary, items: itemsOf(outage, this.#limits.items) };
  }

  /** Call with every phase of the session. */
  phase(phase: Phase, now = Date.now()): void {
    const live = phase.kind === 'live';
    if (this.#wasLive && !live) {
      this.#close();
      this.#away = { from: now, ...('fault' in phase && phase.fault && { fault: phase.fault }) };
    }
    this.#wasLive = live;
  }

  /** Call where what was missed cannot be told. */
  forgetAway(): void {
    this.#away = undefined;
  }

  /** Call with every frame but the very first listing, what it changed, and the mirror's revision before it. */
  take(frame: StoreFrame, seen: readonly SeenChange[], at: bigint, now = Date.now()): void {
    if (this.#away) {
      this.#begin({ ...this.#away, until: now });
      this.#away = undefined;
    }
    const outage = this.#open;
    if (!outage) return;
    const present = frame.present ?? (frame.kind === 'listing' ? frame.at : undefined);
    if (present === undefined) return this.#close();
    if (frame.kind === 'listing') {
      const wentBack = frame.at < at && { wentBack: { from: at, to: frame.at } };
      outage.summary = { ...outage.summary, everyStep: false, ...wentBack };
    }
    this.#add(outage, seen.filter(({ change }) => happenedBy(change, present)));
    // of several roots one may lag behind the revision that the frame tells: only a frame without `present` says that all of it has come
    if (frame.kind === 'listing') this.#close();
  }

  #begin(times: { from: number; until: number; fault?: Fault }): void {
    const counts = { added: 0, changed: 0, recreated: 0, removed: 0, passed: 0 };
    this.#open = { summary: { id: ++this.#lastId, ...times, counts, writes: 0, everyStep: true }, tracks: new Map() };
    this.#outages.push(this.#open);
    if (this.#outages.length > this.#limits.reports) this.#outages.shift();
  }

  #add(outage: Outage, seen: readonly SeenChange[]): void {
    const counts = { ...outage.summary.counts };
    for (const { change, before } of seen) {
      const key = changedKey(change);
      const known = outage.tracks.get(key);
      if (known) counts[kindOf(known)] -= 1;
      const track = known ?? this.#track(outage, key, before);
      track.after = this.#stateOf(change.kind === 'put' ? change.entry : undefined, track.kept);
      track.writes += 1;
      counts[kindOf(track)] += 1;
    }
    outage.summary = { ...outage.summary, counts, writes: outage.summary.writes + seen.length };
  }

  #track({ tracks }: Outage, key: Key, before: Entry | undefined): Track {
    const kept = tracks.size < this.#limits.items;
    const track = { kept, before: this.#stateOf(before, kept), after: null, writes: 0 };
    tracks.set(key, track);
    return track;
  }

  /** Nothing more of this outage can come: what is counted but not kept is let go. */
  #close(): void {
    const outage = this.#open;
    this.#open = undefined;
    if (outage && outage.tracks.size > this.#limits.items) outage.tracks = new Map([...outage.tracks].slice(0, this.#limits.items));
  }

  #stateOf(entry: Entry | undefined, kept: boolean): State {
    if (!entry) return null;
    const { created } = entry.stamp;
    if (!kept) return { created };
    const beginning = entry.value && entry.value.slice(0, this.#limits.valueBytes);
    return { created, value: { beginning, size: sizeOf(entry), ...(entry.owner !== undefined && { owner: entry.owner }) } };
  }
}

/** A store that does not tell when a key was deleted is taken to have deleted it before: the key was not there when it was listed. */
function happenedBy(change: Change, present: bigint): boolean {
  const at = change.kind === 'put' ? change.entry.stamp.modified : change.at;
  return at === undefined || at <= present;
}

function kindOf({ before, after }: Track): ResyncKind {
  if (before && after) return before.created === after.created ? 'changed' : 'recreated';
  return before ? 'removed' : after ? 'added' : 'passed';
}

function itemsOf({ tracks, summary }: Outage, most: number): ResyncItem[] {
  const items: ResyncItem[] = [];
  for (const [key, track] of tracks) {
    if (items.length === most) break;
    items.push({
      key,
      kind: kindOf(track),
      ...(track.before?.value && { before: track.before.value }),
      ...(track.after?.value && { after: track.after.value }),
      ...(summary.everyStep && { writes: track.writes }),
    });
  }
  return items.sort((a, b) => (a.key < b.key ? -1 : 1));
}
