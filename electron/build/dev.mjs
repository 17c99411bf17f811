// `npm run dev -- ...`: the page from Vite's development server, main and preload rebuilt and the app restarted as they change.
import { rmSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { build, createServer } from 'vite';
import { startDisplay } from '../runtime/display.mjs';
import { root } from '../runtime/paths.mjs';
import { needsOwnDisplay } from '../runtime/requirements.mjs';
import { resolveElectron, sandboxSwitches } from '../runtime/resolve.mjs';
import { runForwarding } from '../runtime/run.mjs';
import { setUp } from '../runtime/setup.mjs';
import { mainTarget, preloadTarget, rolloutTarget, transferTarget } from './targets.mjs';

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function servePage() {
  const port = await freePort();
  const host = '127.0.0.1';
  // The page's own address is app://, so Vite's client has to be told where its socket is.
  const server = { host, port, strictPort: true, hmr: { protocol: 'ws', host, clientPort: port } };
  const vite = await createServer({ configFile: path.join(root, 'renderer/vite.config.ts'), server });
  await vite.listen();
  return { url: `http://${host}:${port}`, close: () => vite.close() };
}

/** Calls back after each build of a target; resolves after the first one that worked. */
function watch(target, onChange) {
  return new Promise((resolve, reject) => {
    build(target).then((watcher) => {
      let first = true;
      watcher.on('event', (event) => {
        if (event.code === 'ERROR') console.error(event.error.message);
        if (event.code !== 'BUNDLE_END') return;
        void event.result.close();
        if (first) resolve(watcher);
        else onChange();
        first = false;
      });
    }, reject);
  });
}

/** The running app: replaced on `restart`; `ended` resolves to its exit code when it ends by itself. */
function keepRunning(executable, args, env) {
  let finish;
  const ended = new Promise((resolve) => {
    finish = resolve;
  });
  let current;
  let restarting = false;
  const start = () => {
    current = runForwarding(executable, args, { env });
    current.result.then((code) => {
      if (!restarting) return finish(code);
      restarting = false;
      return start();
    }, finish);
  };
  const restart = () => {
    restarting = true;
    current.child.kill('SIGTERM');
  };
  start();
  return { ended, restart };
}

async function develop() {
  if (!setUp()) return 1;
  const { executable, folder } = await resolveElectron();
  // What is watched is built straight into dist: the next `npm start` has to build anew.
  rmSync(path.join(root, 'dist/stamp'), { force: true });
  const outDir = path.join(root, 'dist/electron');
  const page = await servePage();
  const display = needsOwnDisplay() ? await startDisplay() : undefined;
  let app;
  const changed = () => {
    console.error('Main has changed: restarting.');
    app?.restart();
  };
  const watchers = await Promise.all([mainTarget, preloadTarget, transferTarget, rolloutTarget].map((target) => watch(target(outDir, { watch: true }), changed)));
  try {
    const env = { ...process.env, ...display?.env, FLAGSCOPE_DEV_URL: page.url };
    delete env.ELECTRON_RUN_AS_NODE;
    const switches = [...sandboxSwitches(folder), ...(display?.switches ?? [])];
    app = keepRunning(executable, [root, ...switches, ...process.argv.slice(2)], env);
    return await app.ended;
  } finally {
    await Promise.all([...watchers.map((watcher) => watcher.close()), page.close(), display?.stop()]);
  }
}

try {
  process.exitCode = await develop();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
