/** Open workspaces of this process: connections to one directory share one store, so that each sees the others' writes at once. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { unwritable } from './faults';
import { syncDirectory } from './journal';
import { Store } from './store';

interface Shared {
  readonly opening: Promise<Store>;
  users: number;
}

/** A share in an open store. */
export interface Borrowed {
  readonly store: Store;
  /** Gives the share back. The last one closes the store. */
  release(): Promise<void>;
}

const open = new Map<string, Shared>();
const closing = new Map<string, Promise<void>>();

/** Opens a workspace's directory, made if missing, or joins those who have it open. Rejects with a FaultError. */
export async function borrowStore(directory: string): Promise<Borrowed> {
  const place = await prepare(directory);
  for (;;) {
    // the lock has to be free again before it can be taken
    while (closing.has(place)) await closing.get(place);
    const shared = open.get(place) ?? openStore(place);
    shared.users += 1;
    let store: Store;
    try {
      store = await shared.opening;
    } catch (error) {
      shared.users -= 1;
      throw error;
    }
    await store.verify();
    if (!store.end) return { store, release: once(() => giveBack(place, shared)) };
    await giveBack(place, shared);
  }
}

async function prepare(directory: string): Promise<string> {
  try {
    const topmost = await fs.mkdir(directory, { recursive: true, mode: 0o700 });
    if (topmost !== undefined) await syncNames(directory, topmost);
    return await fs.realpath(directory);
  } catch (error) {
    throw unwritable(directory, error);
  }
}

/** Makes the names of new directories durable, without which a journal in them is not either. Not every parent may be read. */
async function syncNames(directory: string, topmost: string): Promise<void> {
  for (let made = path.resolve(directory); made.length >= path.resolve(topmost).length; made = path.dirname(made)) {
    await syncDirectory(path.dirname(made)).catch(() => {});
    if (made === path.dirname(made)) return;
  }
}

function openStore(place: string): Shared {
  const shared: Shared = { opening: Store.open(place, () => retire(place, shared)), users: 0 };
  open.set(place, shared);
  shared.opening.catch(() => {
    if (open.get(place) === shared) open.delete(place);
  });
  return shared;
}

async function giveBack(place: string, shared: Shared): Promise<void> {
  shared.users -= 1;
  if (shared.users === 0) retire(place, shared);
  await closing.get(place);
}

/** Takes the store out of use. Whoever still has a share finds that it has ended. */
function retire(place: string, shared: Shared): void {
  if (open.get(place) !== shared) return;
  open.delete(place);
  const closed = shared.opening
    .then((store) => store.close())
    .catch(() => {})
    .finally(() => closing.delete(place));
  closing.set(place, closed);
}

function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= action());
}
