/**
 * Writes transactions into a workspace until it is killed, several under way at a time, and prints `opened`, then the number of each
 * when it has been acknowledged. A number never repeats in a workspace. Arguments: directory, first number, the bounds of history, and
 * the count of acknowledgements at which it kills itself, in the very moment of the last (0: it waits to be killed).
 */
import fs from 'node:fs';
import { Store } from '../../../../electron/drivers/local/store';
import type { Edit } from '../../../../shared/model/plan';

const UNDER_WAY = 7;
const [directory = '', first = '0', atBytes = '0', keepBytes = '0', last = '0'] = process.argv.slice(2);

process.stdin.on('end', () => process.exit()).resume();
// written at once, so that an acknowledgement is out before the kill that follows it
const say = (text: string): void => void fs.writeSync(1, `${text}\n`);

const store = await Store.open(directory, () => process.exit(1), { atBytes: Number(atBytes), keepBytes: Number(keepBytes) });
say('opened');
let next = Number(first);
let acknowledged = 0;

async function write(): Promise<void> {
  for (;;) {
    const number = next++;
    // of different lengths, so that a torn write is cut at every kind of place
    const value = new TextEncoder().encode(`${number} ${'x'.repeat((number * 37) % 3000)}`);
    const edits: Edit[] = ['left', 'right'].map((side) => ({ kind: 'put', key: `/pairs/${number}/${side}`, value, base: 'absent' }));
    const stale = store.history.entries.get(`/pairs/${number - 100}/left`);
    const other = store.history.entries.get(`/pairs/${number - 100}/right`);
    if (stale && other) for (const { key, stamp } of [stale, other]) edits.push({ kind: 'delete', key, base: stamp });
    const result = await store.apply({ title: 'pair', reason: '', edits });
    if (!result.ok) throw new Error(result.fault.message);
    say(String(number));
    acknowledged += 1;
    if (acknowledged === Number(last)) process.kill(process.pid, 'SIGKILL');
  }
}

await Promise.all(Array.from({ length: UNDER_WAY }, write));
