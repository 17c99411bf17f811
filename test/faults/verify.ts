/** What has to be true once everything is healed and nobody writes: whatever we show is what is there. */
import type { Session } from '../../electron/sessions/session';
import { PREVIEW_BYTES } from '../../shared/model/columns';
import { sameEntry, type Entry } from '../../shared/model/entry';
import { sameBytes, type Key } from '../../shared/model/key';
import { differences, freshListing } from '../contract/harness';
import { expectedRows, shownRows } from '../unit/store/naive-tree';
import type { World } from './faults';
import type { FaultWindow } from './window';

/** Where the session, the window, a fresh listing and another client disagree; empty when they do not. */
export async function mismatchesOf(world: World, keys: readonly Key[], firstListing: ReadonlyMap<Key, Entry>): Promise<string[]> {
  const { store, session, window, writers } = world;
  if (session.phase.kind !== 'live') return [`the phase is ${JSON.stringify(session.phase)}`];
  const fresh = await freshListing(store.driver, store.options);
  const held = mirrored(session);
  const found = differences(held, fresh).map((difference) => `mirror: ${difference}`);
  for (const key of new Set([...held.keys(), ...fresh.keys()])) if (!isSame(held.get(key), fresh.get(key))) found.push(trailOf(session, key, fresh.get(key)));
  for (const key of new Set([...keys, ...fresh.keys()])) {
    const stored = await writers.client.get(key);
    const listed = fresh.get(key);
    if ((stored === undefined) !== (listed === undefined) || !sameBytes(stored ?? null, listed?.value ?? null)) {
      found.push(`listing: ${key} is not what another client reads`);
    }
  }
  return [...found, ...inColumns(window, fresh), ...inRows(window, fresh), ...inJournal(session, firstListing)];
}

/** What is needed to understand how a key came to be wrong. */
function trailOf(session: Session, key: Key, stored: Entry | undefined): string {
  const state = (entry: Entry | undefined): string => (entry ? `${entry.stamp.created}/${entry.stamp.modified}` : 'nothing');
  const { mirror } = session;
  const last = session.seen().filter((item) => item.key === key).slice(-4);
  const trail = last.map(({ seenAt, before, after }) => `${new Date(seenAt).toISOString()} ${state(before)} -> ${state(after)}`);
  return `mirror: at ${mirror.at} ${key} is ${state(mirror.get(key))}, stored ${state(stored)}; seen ${trail.join(', ')}`;
}

/** The mirror's entries by key. */
export const mirrored = ({ mirror }: Session): Map<Key, Entry> => new Map(mirror.sorted().map((entry) => [entry.key, entry]));

function inColumns({ data }: FaultWindow, fresh: ReadonlyMap<Key, Entry>): string[] {
  const found: string[] = [];
  for (const [key, handle] of data.tree.handleOf) if (data.isEntry(handle) && !fresh.has(key)) found.push(`columns: ${key} should not be there`);
  if (data.tree.entries !== fresh.size) found.push(`columns: ${data.tree.entries} entries instead of ${fresh.size}`);
  for (const [key, { value, stamp, owner }] of fresh) {
    const cell = data.cell(key);
    const wrong = [
      !cell.isEntry && 'standing',
      !sameBytes(cell.value, value === null ? null : value.subarray(0, PREVIEW_BYTES)) && 'value',
      cell.size !== (value?.length ?? null) && 'size',
      (cell.created !== stamp.created || cell.modified !== stamp.modified || cell.version !== stamp.version) && 'stamp',
      cell.modifiedAt !== (stamp.modifiedAt ?? null) && 'time',
      cell.owner !== (owner ?? null) && 'owner',
    ].filter((one) => one !== false);
    if (wrong.length > 0) found.push(`columns: ${key} has another ${wrong.join(', ')}`);
  }
  return found;
}

function inRows({ data, filter }: FaultWindow, fresh: ReadonlyMap<Key, Entry>): string[] {
  if (data.tree.unsettled) return ['rows: the tree waits to be settled'];
  const expected = expectedRows(data, fresh.keys(), filter);
  const found = JSON.stringify(shownRows(data)) === JSON.stringify(expected.rows) ? [] : ['rows: not those of a tree made anew'];
  return data.rows.matches === expected.matches ? found : [...found, `rows: ${data.rows.matches} matches instead of ${expected.matches}`];
}

/** Each change begins where the one before it ended, and the last one of a key ends in what is mirrored. */
function inJournal(session: Session, firstListing: ReadonlyMap<Key, Entry>): string[] {
  const seen = session.seen();
  const isWhole = seen.length === session.status().changes;
  const last = new Map<Key, Entry | undefined>(isWhole ? firstListing : []);
  const found: string[] = [];
  for (const [index, { key, before, after }] of seen.entries()) {
    if ((isWhole || last.has(key)) && !isSame(last.get(key), before)) found.push(`journal: change ${index}, of ${key}, does not begin where the last one ended`);
    if (isSame(before, after)) found.push(`journal: change ${index}, of ${key}, changes nothing`);
    last.set(key, after);
  }
  for (const [key, entry] of last) if (!isSame(entry, session.mirror.get(key))) found.push(`journal: the last change of ${key} is not what is mirrored`);
  return found;
}

const isSame = (one: Entry | undefined, other: Entry | undefined): boolean => (one && other ? sameEntry(one, other) : one === other);
