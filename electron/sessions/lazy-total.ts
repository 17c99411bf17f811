import type { Connection } from '../drivers/driver';

const EVERY_MS = 1_000;

/** Tells about once a second that the number of keys in the store has changed, where only some are loaded. Returns what ends it. */
export function followTotal({ lazy }: Connection, tell: () => void): () => void {
  if (lazy === undefined) return () => {};
  let told = lazy.total;
  const timer = setInterval(() => {
    if (lazy.total === told) return;
    told = lazy.total;
    tell();
  }, EVERY_MS);
  return () => clearInterval(timer);
}
