import { describe, expect, it, onTestFinished } from 'vitest';
import { Store } from '../../../electron/drivers/local/store';
import type { Entry } from '../../../shared/model/entry';
import { bundleForNode, runProgram } from '../../support/child';
import { directory } from './workspace';

const ROUNDS = 40;
/** Numbers that a killed process may have taken without anything reaching the disk. */
const UNREACHED = 50;

describe('a process that is killed with SIGKILL while it writes', () => {
  it('loses nothing that it acknowledged and leaves nothing half done', { timeout: 300_000 }, async () => {
    const program = await bundleForNode(new URL('./programs/writer.ts', import.meta.url).pathname);
    const folder = directory();
    const random = seeded(20_240_611);
    const acknowledged = new Set<number>();
    let compactions = 0;
    let base = 0n;
    let first = 1;
    for (let round = 0; round < ROUNDS; round++) {
      // every other round compacts after every few transactions, so that kills meet that as well
      const bounds = round % 2 === 0 ? [1_000_000_000, 0] : [60_000, 20_000];
      const wanted = 1 + Math.floor(random() * 60);
      // two of four rounds end in the very moment of an acknowledgement, the others anywhere between two
      const atOnce = round % 4 > 1;
      const child = runProgram(program, [folder, first, ...bounds, atOnce ? wanted : 0].map(String));
      onTestFinished(() => child.kill('SIGKILL'));
      if (!atOnce) {
        for (let i = 0; i < wanted; i++) await child.nextLine();
        await new Promise((resolve) => setTimeout(resolve, random() * 8));
        child.kill('SIGKILL');
      }
      await child.ended;
      for (const line of child.lines.slice(1)) acknowledged.add(Number(line));

      const store = await Store.open(folder);
      const pairs = pairsOf(store.history.entries);
      expect(halfDone(pairs), `round ${round}`).toEqual([]);
      const newest = Math.max(0, ...pairs.keys());
      expect(lost(acknowledged, pairs, newest), `round ${round}`).toEqual([]);
      if (store.history.sumAt(base) === undefined) {
        compactions += 1;
        base = store.history.revision;
      }
      first = newest + UNREACHED;
      await store.close();
    }
    expect(acknowledged.size).toBeGreaterThan(ROUNDS * 10);
    expect(compactions).toBeGreaterThan(3);
  });
});

type Pair = { left?: Entry; right?: Entry };

function pairsOf(entries: ReadonlyMap<string, Entry>): Map<number, Pair> {
  const pairs = new Map<number, Pair>();
  for (const entry of entries.values()) {
    const [, , number = '', side = ''] = entry.key.split('/');
    pairs.set(Number(number), { ...pairs.get(Number(number)), [side]: entry });
  }
  return pairs;
}

/** Pairs of which one side is missing, differs or holds another's value, and pairs that stand beside the one whose writing deletes them. */
function halfDone(pairs: ReadonlyMap<number, Pair>): number[] {
  return [...pairs].flatMap(([number, { left, right }]) => {
    const text = Buffer.from(left?.value ?? []).toString();
    const whole =
      left !== undefined &&
      right !== undefined &&
      left.stamp.created === right.stamp.created &&
      text === `${number} ${'x'.repeat((number * 37) % 3000)}` &&
      text === Buffer.from(right.value ?? []).toString();
    return whole && !pairs.has(number + 100) ? [] : [number];
  });
}

/** Acknowledged pairs that are gone, although no later transaction deletes them: a pair deletes the one that is 100 behind it. */
function lost(acknowledged: ReadonlySet<number>, pairs: ReadonlyMap<number, Pair>, newest: number): number[] {
  return [...acknowledged].filter((number) => {
    for (let heir = number; heir <= newest; heir += 100) if (pairs.has(heir)) return false;
    return true;
  });
}

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
