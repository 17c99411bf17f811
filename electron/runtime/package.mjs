// `npm run package [-- electron-builder's arguments]`: the app, unpacked unless targets are named.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './paths.mjs';
import { resolveElectron } from './resolve.mjs';
import { runForwarding } from './run.mjs';

const require = createRequire(import.meta.url);
const builder = path.join(path.dirname(require.resolve('electron-builder/package.json')), 'cli.js');

function localTools(env) {
  const archiver = ['/usr/bin/7za', '/usr/bin/7zz'].find((file) => existsSync(file));
  return archiver && !env.ELECTRON_BUILDER_7ZIP_PATH ? { ...env, ELECTRON_BUILDER_7ZIP_PATH: archiver } : env;
}

async function packageApp() {
  const { folder, version, source } = await resolveElectron();
  const given = process.argv.slice(2);
  const targets = given.some((argument) => !argument.startsWith('-c')) ? given : ['--dir', ...given];
  const args = [builder, ...targets, '--publish', 'never'];
  let env = { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: process.env.CSC_IDENTITY_AUTO_DISCOVERY ?? 'false' };
  if (source !== 'official') {
    args.push(`-c.electronDist=${folder}`, `-c.electronVersion=${version}`);
    env = localTools(env);
    console.error(`Packaging with Electron ${version} (${source}): to try it out, not to publish.`);
  }
  return runForwarding(process.execPath, args, { cwd: root, env }).result;
}

try {
  process.exitCode = await packageApp();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
