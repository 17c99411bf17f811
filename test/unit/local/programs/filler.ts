/** Writes values into a workspace under a limit of file length, and prints each answer: its revision, or the fault's reason. */
import fs from 'node:fs';
import { Store } from '../../../../electron/drivers/local/store';

const [directory = ''] = process.argv.slice(2);
const store = await Store.open(directory);
const say = (text: string): void => void fs.writeSync(1, `${text}\n`);
const put = async (key: string, length: number): Promise<boolean> => {
  const value = new TextEncoder().encode('v'.repeat(length));
  const result = await store.apply({ title: key, reason: '', edits: [{ kind: 'put', key, value, base: 'absent' }] });
  say(result.ok ? `${key} ${result.value.at}` : `${key} ${result.fault.reason} ${store.history.entries.has(key)}`);
  return result.ok;
};

for (let i = 0; await put(`/large/${i}`, 5000); i++);
// what still fits goes in behind the write that failed
await put('/small', 1);
await store.close();
