// THIRD_PARTY_NOTICES: every package that is shipped, with its licence's own text.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const licenceFile = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

function describe(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && licenceFile.test(entry.name))
    .map((entry) => readFileSync(path.join(folder, entry.name), 'utf8').trim());
  const licence = typeof manifest.license === 'string' ? manifest.license : (manifest.license?.type ?? manifest.licenses?.[0]?.type);
  if (texts.length === 0 && !licence) throw new Error(`${manifest.name} states no licence: it cannot be shipped`);
  const author = typeof manifest.author === 'string' ? manifest.author : manifest.author?.name;
  const otherwise = `Licensed under ${licence}${author ? `, by ${author}` : ''}. The package carries no copy of the licence's text.`;
  return { title: `${manifest.name} ${manifest.version}`, licence: licence ?? 'see below', text: texts.join('\n\n') || otherwise };
}

/** The notices' text for packages in these folders. */
export function noticesFor(folders) {
  const packages = [...folders].filter((folder) => existsSync(path.join(folder, 'package.json'))).map(describe);
  const unique = new Map(packages.map((one) => [one.title, one]));
  const sorted = [...unique.values()].sort((a, b) => (a.title < b.title ? -1 : 1));
  const head = 'Flagscope contains the following packages. Electron and Chromium have their own notices beside this file.';
  const rule = '-'.repeat(80);
  return `${[head, ...sorted.map(({ title, licence, text }) => `${rule}\n${title} (${licence})\n${rule}\n\n${text}`)].join('\n\n')}\n`;
}
