// Called by electron-builder with the unpacked app: takes out what only bare Electron needs and writes the notices.
const { readFileSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { listPackage } = require('@electron/asar');

const root = path.resolve(__dirname, '../..');

/** Folders of the packages in the asar, as they stand in our own node_modules. */
function packedPackages(archive) {
  const manifests = listPackage(archive, { isPack: false })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => /^\/(.*\/)?node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(file));
  return manifests.map((file) => path.join(root, path.dirname(file)));
}

exports.default = async ({ appOutDir, electronPlatformName, packager }) => {
  const resources = packager.getResourcesDir(appOutDir);
  rmSync(path.join(resources, 'default_app.asar'), { force: true });
  if (electronPlatformName !== 'darwin') {
    rmSync(path.join(appOutDir, 'version'), { force: true });
    rmSync(path.join(appOutDir, 'flagscope-fallback.json'), { force: true });
  }
  const { noticesFor } = await import('./notices.mjs');
  const bundled = JSON.parse(readFileSync(path.join(root, 'dist/bundled-packages.json'), 'utf8'));
  const copied = path.join(root, 'shared/flags/flagd/schemas');
  const folders = [...bundled.map((folder) => path.join(root, folder)), ...packedPackages(path.join(resources, 'app.asar')), copied];
  const place = electronPlatformName === 'darwin' ? resources : appOutDir;
  writeFileSync(path.join(place, 'THIRD_PARTY_NOTICES'), noticesFor(folders));
};
