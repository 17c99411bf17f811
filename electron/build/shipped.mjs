// Which packages a build takes in: recorded while bundling, so that the notices name what is shipped and nothing else.
import path from 'node:path';

const nodeModules = `${path.sep}node_modules${path.sep}`;

/** The folder of the package that a file belongs to, or undefined for the project's own. */
export function packageFolder(file) {
  const clean = path.normalize(file.replace(/^\0/, '').replace(/\?.*$/, ''));
  const start = clean.lastIndexOf(nodeModules);
  if (start < 0 || !path.isAbsolute(clean)) return undefined;
  const parts = clean.slice(start + nodeModules.length).split(path.sep);
  const name = parts[0].startsWith('@') ? parts.slice(0, 2) : parts.slice(0, 1);
  return path.join(clean.slice(0, start), 'node_modules', ...name);
}

/** A bundler plugin that adds the folder of every package in the bundle to the set `folders`. */
export function recordPackages(folders) {
  let root = '';
  const add = (file) => {
    const folder = packageFolder(file);
    if (folder) folders.add(folder);
  };
  return {
    name: 'flagscope-record-packages',
    configResolved(config) {
      root = config.root;
    },
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle)) {
        if (output.type === 'chunk') output.moduleIds.forEach(add);
        else for (const file of output.originalFileNames) add(path.resolve(root, file));
      }
      // Style sheets leave their chunk before this point.
      for (const id of this.getModuleIds()) if (/\.css(\?|$)/.test(id)) add(id);
    },
  };
}
