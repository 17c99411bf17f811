/** Saves a few sources and then, where the disk takes no more than the first part of them, many; prints why what failed did. */
import fs from 'node:fs';
import { openSettings } from '../../../../electron/settings/settings';
import type { Source } from '../../../../shared/model/source';

const [directory = ''] = process.argv.slice(2);
const { sources } = openSettings(directory, ({ reason }) => void fs.writeSync(1, `${reason}\n`));
const some = (count: number): Source[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `id-${i}`,
    backend: 'etcd',
    endpoints: [{ host: 'h', port: 2379 }],
    roots: ['/c/'],
    name: `Source ${i}`,
    environment: 'staging',
    access: 'guarded',
  }));
sources.set({ version: 3, sources: some(1), connected: [], recents: [] });
sources.set({ version: 3, sources: some(100), connected: [], recents: [] });
fs.writeSync(1, 'done\n');
