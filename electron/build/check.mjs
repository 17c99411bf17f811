// `npm run check`: types by tsc, then rules and rooms by oxlint, both always, so that one run shows everything.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../runtime/paths.mjs';

const require = createRequire(import.meta.url);
const binary = (name, file) => path.join(path.dirname(require.resolve(`${name}/package.json`)), file);
const rooms = ['electron', 'renderer', 'shared', 'test'];
const tools = [
  [binary('typescript', 'bin/tsc'), '-p', root, '--noEmit'],
  [binary('oxlint', 'bin/oxlint'), '-c', 'electron/build/oxlint.json', '--deny-warnings', ...rooms],
];

const codes = tools.map((args) => spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status);
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
