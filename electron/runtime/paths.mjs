import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The project's top folder. */
export const root = path.resolve(import.meta.dirname, '../..');

/** Where downloads that outlive `node_modules` are kept: FLAGSCOPE_CACHE, or `flagscope` in the user's cache folder. */
export function cacheDir() {
  if (process.env.FLAGSCOPE_CACHE) return path.resolve(process.env.FLAGSCOPE_CACHE);
  if (process.env.XDG_CACHE_HOME) return path.join(process.env.XDG_CACHE_HOME, 'flagscope');
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library/Caches/flagscope');
  if (process.platform === 'win32' && process.env.LOCALAPPDATA) return path.join(process.env.LOCALAPPDATA, 'flagscope', 'Cache');
  return path.join(os.homedir(), '.cache', 'flagscope');
}

/** The first executable of that name on PATH, or undefined. */
export function onPath(name) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      if (folder && existsSync(file)) return file;
    }
  }
  return undefined;
}
