import { describe, expect, it, onTestFinished } from 'vitest';
import { bundleForNode, runProgram } from '../../support/child';
import { openStore, directory } from './workspace';
import { Store } from '../../../electron/drivers/local/store';

const ROUNDS = 48;

describe('a process that is killed with SIGKILL while it writes', () => {
  it('loses nothing that it acknowledged and leaves nothing half done', { timeout: 180_000 }, async () => {
    const program = await bundleForNode(new URL('./programs/writer.ts', import.meta.url).pathname);
    const folder = directory();
    const random = seeded(20_240_611);
    let compactions = 0;
    let acknowledgedInAll = 0;
    let first = 1;
    for (let round = 0; round < ROUNDS; round++) {
      // every other round compacts after every few transactions, so that kills meet that as well
      const bounds = round % 2 === 0 ? [1_000_000_000, 0] : [60_000, 20_000];
      const child = runProgram(program, [folder, String(first), ...bounds.map(String)]);
      onTestFinished(() => child.kill('SIGKILL'));
      const wanted = Math.floor(random() * 60);
      for (let i = 0; i <= wanted; i++) await child.nextLine();
      await new Promise((resolve) => setTimeout(resolve, random() * 8));
      child.kill('SIGKILL');
      await child.ended;
      const acknowledged = child.lines.slice(1).map(Number);
      acknowledgedInAll += acknowledged.length;

      const store = await Store.open(folder);
      const present = new Set<number>();
      for (const { key } of store.entries.values()) present.add(Number(key.split('/')[2]));
      for (const number of present) {
        const left = store.entries.get(`/pairs/${number}/left`);
        const right = store.entries.get(`/pairs/${number}/right`);
        expect(left?.value, `pair ${number} of round ${round}`).toEqual(right?.value);
        expect(left?.stamp).toEqual(right?.stamp);
        expect(new TextDecoder().decode(left?.value ?? new Uint8Array()).split(' ')[0]).toBe(String(number));
      }
      const newest = Math.max(0, ...present);
      for (const number of acknowledged) {
        // a later transaction of the same process deletes the pair that is 100 behind it
        if (!present.has(number)) expect(present.has(number + 100), `acknowledged pair ${number} of round ${round}`).toBe(true);
      }
      if (acknowledged.length > 0) expect(newest).toBeGreaterThanOrEqual(Math.max(...acknowledged));
      if (store.sumAt(0n) === undefined) compactions += 1;
      first = newest + UNREACHED;
      await store.close();
    }
    expect(acknowledgedInAll).toBeGreaterThan(ROUNDS);
    expect(compactions).toBeGreaterThan(0);
  });
});

/** Numbers that a killed process may have taken without anything reaching the disk. */
const UNREACHED = 50;

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
