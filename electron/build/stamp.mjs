import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from '../runtime/paths.mjs';

const inputs = ['electron', 'renderer', 'shared', 'package.json', 'package-lock.json', 'tsconfig.json'];

function* filesUnder(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return;
  if (!stats.isDirectory()) yield [file, stats];
  else for (const name of readdirSync(file).sort()) yield* filesUnder(path.join(file, name));
}

/** A fingerprint of everything that goes into a build, by name, size and time. */
export function sourceStamp() {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const [file, stats] of filesUnder(path.join(root, input))) hash.update(`${file}\0${stats.size}\0${stats.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** The fingerprint that the present build was made from, or undefined. */
export function builtStamp(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
