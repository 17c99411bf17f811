// The official Electron, by the electron package's own downloader. Only whether the host answers and goes on sending decides
// when to give up, never the total time, so that a slow link still gets it.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

const require = createRequire(import.meta.url);
const silenceAllowedMs = 20_000;
const lookEveryMs = 500;

/** The version that package.json asks for. */
export const officialVersion = require('electron/package.json').version;
/** The electron package's folder. */
const officialPackage = path.dirname(require.resolve('electron/package.json'));

/** Electron's executable within a distribution's folder. */
export const executableName = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';

/** The official distribution's folder when it is there, whole and of the right version. */
export function officialFolder() {
  const folder = path.join(officialPackage, 'dist');
  try {
    // The downloader writes path.txt last, so a distribution that was cut off while unpacking has none.
    readFileSync(path.join(officialPackage, 'path.txt'));
    const version = readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
    return version === officialVersion && existsSync(path.join(folder, executableName)) ? folder : undefined;
  } catch {
    return undefined;
  }
}

function bytesUnder(folder) {
  let bytes = 0;
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) bytes += statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
    }
  } catch {
    // Folders come and go while the downloader works: what cannot be counted now is counted at the next look.
  }
  return bytes;
}

/** Downloads the official Electron; resolves to undefined when it is there, else to a sentence that says why not. */
export function downloadOfficial({ silenceMs = silenceAllowedMs, env = process.env } = {}) {
  // The downloader writes below its temporary folder: growth there (and of what it unpacks) is the sign of life.
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'flagscope-electron-'));
  const places = [temporary, path.join(officialPackage, 'dist')];
  const weigh = () => places.reduce((sum, place) => sum + bytesUnder(place), 0);
  return new Promise((resolve) => {
    const installer = path.join(officialPackage, 'install.js');
    const within = { ...env, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
    const child = spawn(process.execPath, [installer], { env: within, stdio: ['ignore', 2, 'pipe'] });
    let complaint = '';
    let seen = weigh();
    let seenAt = performance.now();
    let stalled = false;
    const timer = setInterval(() => {
      const now = weigh();
      if (now !== seen) [seen, seenAt] = [now, performance.now()];
      else if (performance.now() - seenAt > silenceMs) {
        stalled = true;
        child.kill('SIGKILL');
      }
    }, lookEveryMs);
    const finish = (why) => {
      clearInterval(timer);
      rmSync(temporary, { recursive: true, force: true });
      resolve(why);
    };
    child.stderr.on('data', (text) => {
      complaint = (complaint + text).slice(-4000);
    });
    child.on('error', (error) => finish(error.message));
    child.on('close', (code) => {
      if (stalled) finish(`the download host sent nothing for ${silenceMs / 1000} s`);
      else if (code === 0) finish(undefined);
      else if (complaint.includes('fetch failed')) finish('its download host cannot be reached');
      else finish(complaint.trim().split('\n')[0] || `the downloader ended with exit code ${code}`);
    });
  });
}
