// Builds main, its threads, preload and page. They go to folders of their own and take the old ones' place only when all are done,
// so that a failed build leaves the last good one, and a running app never sees half of a new one.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../runtime/paths.mjs';
import { recordPackages } from './shipped.mjs';
import { builtStamp, sourceStamp } from './stamp.mjs';
import { mainTarget, preloadTarget, rendererTarget, rolloutTarget, transferTarget } from './targets.mjs';

const dist = path.join(root, 'dist');
const stampFile = path.join(dist, 'stamp');
const parts = ['electron', 'renderer'];
const complete = () => parts.every((part) => existsSync(path.join(dist, part)));

/** Moves a fresh folder to its place, over an old one there and over one that another build puts there meanwhile. */
function takePlace(fresh, place) {
  for (let attempt = 1; ; attempt += 1) {
    const old = `${fresh}-old-${attempt}`;
    try {
      if (existsSync(place)) renameSync(place, old);
      renameSync(fresh, place);
      return;
    } catch (error) {
      if (attempt === 5 || !['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
    }
  }
}

async function buildAll() {
  const stamp = sourceStamp();
  if (!process.argv.includes('--force') && complete() && builtStamp(stampFile) === stamp) return;
  const { build } = await import('vite');
  const trial = path.join(dist, `.build-${process.pid}`);
  mkdirSync(trial, { recursive: true });
  try {
    const electron = path.join(trial, 'electron');
    const packages = new Set();
    const options = { plugins: [recordPackages(packages)] };
    await Promise.all([
      build(mainTarget(electron, options)),
      build(preloadTarget(electron, options)),
      build(transferTarget(electron, options)),
      build(rolloutTarget(electron, options)),
      build(rendererTarget(path.join(trial, 'renderer'), options)),
    ]);
    for (const part of parts) takePlace(path.join(trial, part), path.join(dist, part));
    writeFileSync(path.join(dist, 'bundled-packages.json'), JSON.stringify([...packages].map((folder) => path.relative(root, folder)).sort()));
    writeFileSync(stampFile, stamp);
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}

// Vite tells on standard output, which belongs to the app that `npm start` is about to run.
console.log = console.error;
try {
  await buildAll();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
