// Who may import whom, as a rule for oxlint. Imports are resolved before they are judged, so that no way of writing a path gets
// round the table below.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const declared = new Set([...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)]);
const builtin = new Set(builtinModules);

/** Outside packages that shared/ may use: pure ones, that run in main and in the page alike. */
const pure = new Set([
  'zod',
  'jsonc-parser',
  'yaml',
  'node-diff3',
  'pako',
  '@cfworker/json-schema',
  '@openfeature/flagd-core',
  'imurmurhash',
  'semver',
  '@noble/hashes',
]);

const driverOf = (file) => /^electron\/drivers\/([^/]+)\//.exec(file)?.[1];
const isDriver = (file) => file.startsWith('electron/drivers/');
const inside = (...folders) => {
  const prefixes = folders.map((folder) => `${folder}/`);
  return (file) => prefixes.some((prefix) => file.startsWith(prefix));
};
const tool = inside('electron/build', 'electron/runtime');
const app = (file) => inside('electron', 'renderer', 'shared')(file) && !tool(file) && !file.endsWith('.config.ts');

// `from` is the importing file and `to` the imported one, both from the project's top folder, `to` without its extension;
// `package` and `node` are set instead of `to` for what is not the project's own.
const table = [
  {
    why: 'shared/ is pure: it imports only shared/ and packages that electron/build/rooms.mjs allows',
    forbids: ({ from, to, package: name, node }) =>
      inside('shared')(from) && (node !== undefined || (name !== undefined && !pure.has(name)) || (to !== undefined && !inside('shared')(to))),
  },
  {
    why: 'the page knows neither Electron nor Node: go through renderer/bridge.ts and shared/contract.ts',
    forbids: ({ from, to, package: name, node }) =>
      app(from) && inside('renderer')(from) && (node !== undefined || name === 'electron' || (to !== undefined && inside('electron')(to))),
  },
  {
    why: 'main does not import the page',
    forbids: ({ from, to }) => app(from) && inside('electron')(from) && to !== undefined && inside('renderer')(to),
  },
  {
    why: 'drivers do not know each other',
    forbids: ({ from, to }) => to !== undefined && isDriver(to) && Boolean(driverOf(from) && driverOf(to)) && driverOf(from) !== driverOf(to),
  },
  {
    why: 'drivers are reached by electron/drivers/driver and electron/drivers/index only',
    forbids: ({ from, to }) => app(from) && !isDriver(from) && to !== undefined && isDriver(to) && !/^electron\/drivers\/(driver|index)$/.test(to),
  },
  {
    why: 'views read through renderer/store/hooks and write through actions, never renderer/store/state',
    forbids: ({ from, to }) => inside('renderer/views')(from) && to === 'renderer/store/state',
  },
  {
    why: 'renderer/ui is given what it shows; it does not know the store',
    forbids: ({ from, to }) => inside('renderer/ui')(from) && to !== undefined && (to === 'renderer/store' || inside('renderer/store')(to)),
  },
  {
    why: 'the gateway knows sessions and scenarios, no window',
    forbids: ({ from, to }) => inside('electron/gateway')(from) && to !== undefined && /^electron\/(main|window|menu)$/.test(to),
  },
  {
    why: 'writes know sessions and settings, no window and no Electron',
    forbids: ({ from, to, package: name }) =>
      inside('electron/writes')(from) && (name === 'electron' || (to !== undefined && inside('electron')(to) && !inside('electron/writes', 'electron/sessions', 'electron/settings')(to))),
  },
  {
    why: 'sessions do not know what writes through them',
    forbids: ({ from, to }) => inside('electron/sessions', 'electron/settings', 'electron/drivers')(from) && to !== undefined && inside('electron/writes')(to),
  },
  {
    why: 'the app does not import tests or build tools',
    forbids: ({ from, to }) => app(from) && to !== undefined && (inside('test')(to) || tool(to)),
  },
  {
    why: 'a package that is imported is named in package.json',
    forbids: ({ package: name }) => name !== undefined && !declared.has(name),
  },
];

/** Names that only one file may import: an unbounded proxy read by `useSnapshot` would render on every change. */
const reserved = [
  { name: 'useSnapshot', packages: ['valtio', 'valtio/react'], only: 'renderer/store/hooks.ts', within: inside('renderer') },
  { name: 'ipcRenderer', packages: ['electron', 'electron/renderer'], only: 'electron/preload.ts', within: app },
];

function resolveImport(file, specifier) {
  if (specifier.startsWith('.')) {
    const target = path.relative(root, path.resolve(path.dirname(file), specifier.replace(/\?.*$/, ''))).split(path.sep).join('/');
    const named = target.replace(/\.(tsx?|mjs|js|cjs)$/, '');
    return { to: named === 'electron/drivers' ? 'electron/drivers/index' : named };
  }
  const parts = specifier.split('/');
  const name = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
  if (specifier.startsWith('node:') || builtin.has(name)) return { node: specifier };
  return { package: name };
}

function specifierOf(node) {
  const source = node.type === 'TSImportType' ? (node.source ?? node.argument?.literal) : node.source;
  return typeof source?.value === 'string' ? source.value : undefined;
}

const importsRule = {
  create(context) {
    const from = path.relative(root, context.filename).split(path.sep).join('/');
    const check = (node) => {
      const specifier = specifierOf(node);
      if (specifier === undefined) return;
      const what = { from, ...resolveImport(context.filename, specifier) };
      for (const { why, forbids } of table) if (forbids(what)) context.report({ node, message: `${why} (${specifier})` });
      for (const { name, packages, only, within } of reserved) {
        if (!packages.includes(specifier) || from === only || !within(from)) continue;
        const names = (node.specifiers ?? []).map((one) => one.imported?.name ?? one.local?.name ?? '*');
        const everything = ['ImportNamespaceSpecifier', 'ExportAllDeclaration', 'ImportExpression'];
        const takesAll = everything.includes(node.type) || (node.specifiers ?? []).some((one) => everything.includes(one.type));
        if (takesAll || names.includes(name)) context.report({ node, message: `${name} is imported in ${only} only` });
      }
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};

export default { meta: { name: 'rooms' }, rules: { imports: importsRule } };
