// The default app of the fallback runtime, packed into it by fallback.mjs: what Electron's own does with
// `electron [-r module] <folder> [arguments]`. It does not run in a packaged app.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const required = [];
let folder = '.';
const args = process.argv.slice(1);
for (let index = 0; index < args.length; index += 1) {
  const argument = args[index];
  if (argument === '-r' || argument === '--require') {
    index += 1;
    required.push(args[index]);
  } else if (!argument.startsWith('-')) {
    folder = path.resolve(argument);
    break;
  }
}

const requireHere = createRequire(path.join(process.cwd(), 'here.js'));
for (const name of required) requireHere(name);

const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
app.setAppPath(folder);
app.setVersion(manifest.version);
app.setName(manifest.productName ?? manifest.name);
Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', path.join(app.getPath('appData'), app.getName()));
await import(pathToFileURL(path.join(folder, manifest.main)).href);
