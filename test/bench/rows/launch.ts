/** Launch -> usable window: the tree is live and painted, against the smallest Electron app's painted window. No debugger at its side. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { machineSwitches } from '../../support/electron-setup';
import { removeScratch, scratchFolder } from '../../support/process';
import type { Line, Row } from '../report';
import { median, medianRatio, ms, rounded, times } from '../stats';
import { prepareElectron, root, spawnElectron } from '../window';

const BUDGET = 1.6;
const SAMPLES = 9;

/** Preloaded into main: tells on standard output when the page has what makes it usable and two frames have passed. */
const watcher = `
const { app } = require('electron');
const usable = (selector) => new Promise((resolve) => {
  const look = () => {
    if (!document.querySelector(selector)) return requestAnimationFrame(look);
    requestAnimationFrame(() => requestAnimationFrame(resolve));
  };
  look();
});
app.on('web-contents-created', (_event, contents) => contents.once('dom-ready', async () => {
  await contents.executeJavaScript('(' + usable + ')(' + JSON.stringify(process.env.BENCH_USABLE) + ')');
  process.stdout.write('usable\\n');
}));
`;

const blank = `
const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, show: false });
  window.once('ready-to-show', () => window.show());
  window.loadURL('data:text/html,<h1>blank</h1>');
});
`;

export const launch: Row = async () => {
  await prepareElectron();
  const folder = scratchFolder('bench-launch');
  try {
    return [await measure(folder)];
  } finally {
    removeScratch(folder);
  }
};

async function measure(folder: string): Promise<Line> {
  const hook = path.join(folder, 'watcher.cjs');
  const blankApp = path.join(folder, 'blank');
  mkdirSync(blankApp);
  writeFileSync(hook, watcher);
  writeFileSync(path.join(blankApp, 'main.cjs'), blank);
  writeFileSync(path.join(blankApp, 'package.json'), JSON.stringify({ name: 'blank', version: '1.0.0', main: 'main.cjs' }));
  const start = (app: string, selector: string): Promise<number> =>
    timeToUsable(['-r', hook, app, ...machineSwitches(), `--user-data-dir=${path.join(folder, `profile-of-${path.basename(app)}`)}`], selector);
  const floors: number[] = [];
  const launches: number[] = [];
  const first: number[] = [];
  for (let sample = 0; sample <= SAMPLES; sample++) {
    const floor = await start(blankApp, 'h1');
    const ours = await start(root, '[role="tree"] [role="treeitem"]');
    // the first start fills profiles and caches
    if (sample === 0) first.push(floor, ours);
    else {
      floors.push(floor);
      launches.push(ours);
    }
  }
  const ratio = medianRatio(launches, floors);
  return {
    what: 'launch -> usable window (the sandbox, live)',
    floor: `${ms(median(floors))} (blank window)`,
    measured: ms(median(launches)),
    compared: times(ratio),
    budget: `${BUDGET} x`,
    kept: ratio <= BUDGET,
    details: { floors: floors.map(rounded), launches: launches.map(rounded), firstOfEach: first.map(rounded) },
  };
}

/** From the start of the process until its page says that it is usable; then ends it. */
async function timeToUsable(args: readonly string[], selector: string): Promise<number> {
  const begun = performance.now();
  const child = await spawnElectron(args, { BENCH_USABLE: selector });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const took = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Electron ended with ${code} before its window was usable`)));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => line === 'usable' && resolve(performance.now() - begun));
  });
  child.kill('SIGTERM');
  await gone;
  return took;
}
