/** The composition root: reads the command line, then joins settings, sources, window and commands. */
import path from 'node:path';
import { app, dialog, ipcMain, powerMonitor, safeStorage } from 'electron';
import { z } from 'zod';
import type { Fault } from '../shared/fault';
import { isSecretKey } from '../shared/model/secret-keys';
import { secretsSchema, separatorOf, storeName, type Source, type SourceId, type SourceSecrets } from '../shared/model/source';
import { createHandlers } from './commands';
import { parseCommandLine, type CommandLine } from './command-line';
import { WindowDesk } from './desk';
import { drivers } from './drivers/index';
import { offersFrom } from './environment-offers';
import { systemDialogs } from './file-dialogs';
import { answerCommands } from './ipc';
import { registerScheme, servePage } from './protocol';
import type { About } from './sessions/diagnostics';
import { Registry } from './sessions/registry';
import { createSimulation } from './rollout-commands';
import { SANDBOX_ID } from './sessions/source-list';
import { Secrets, type Keyring } from './settings/secrets';
import { ChangeSets } from './settings/change-sets';
import { Drafts, type IsSecret } from './settings/drafts';
import { PreferenceBook } from './settings/preferences';
import { openSettings } from './settings/settings';
import { PhaseLines, plainLine } from './terminal';
import { AuditLog } from './writes/audit';
import { UndoBook } from './writes/undo-book';
import { Writer } from './writes/writer';
import { confine, denyPermissions } from './window';

const SHUTDOWN_MS = 3_000;

/** What a launch asks for; a second one hands it to the first. */
const launchSchema = z.object({ args: z.array(z.string()), unpackaged: z.boolean(), directory: z.string(), secrets: secretsSchema });
type Launch = z.infer<typeof launchSchema>;

/** Secrets stand in the environment no longer than this takes: child processes inherit it. */
function takeSecrets(): SourceSecrets {
  const { FLAGSCOPE_PASSWORD: password, FLAGSCOPE_PASSPHRASE: passphrase } = process.env;
  delete process.env['FLAGSCOPE_PASSWORD'];
  delete process.env['FLAGSCOPE_PASSPHRASE'];
  return { ...(password !== undefined && { password }), ...(passphrase !== undefined && { passphrase }) };
}

function begin(): void {
  // a reader that closes its end of the pipe is no reason to die
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const launch: Launch = {
    args: process.argv.slice(1),
    unpackaged: process.defaultApp === true,
    directory: process.cwd(),
    secrets: takeSecrets(),
  };
  const parsed = parseCommandLine(launch.args, launch.unpackaged, launch.directory);
  if (!parsed.ok) {
    process.stderr.write(plainLine(parsed.sentence));
    return app.exit(2);
  }
  const commandLine = parsed.value;
  if (commandLine.userDataDir !== undefined) app.setPath('userData', path.resolve(commandLine.userDataDir));
  if (!app.requestSingleInstanceLock(launch)) {
    process.stdout.write('Flagscope already runs with this user data directory; it was handed this launch.\n');
    return app.exit(0);
  }
  // together with --no-sandbox, which a root user needs on Linux, this would end every renderer at its start
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  app.commandLine.appendSwitch('disable-http-cache');
  if (commandLine.noWindow) app.disableHardwareAcceleration();
  registerScheme();
  app.on('web-contents-created', (_event, contents) => confine(contents));
  app
    .whenReady()
    .then(() => run(commandLine, launch))
    .catch(fail);
}

async function run(commandLine: CommandLine, launch: Launch): Promise<void> {
  const userData = app.getPath('userData');
  const notices: Fault[] = [];
  const notify = (notice: Fault): void => {
    notices.push(notice);
    process.stderr.write(plainLine(notice.message));
  };
  const settings = openSettings(userData, notify);
  const preferences = new PreferenceBook(settings.preferences);
  const environment = offersFrom(process.env);
  environment.notices.forEach(notify);
  const lines = new PhaseLines();
  const audit = new AuditLog(userData);
  const isSecret: IsSecret = (id, key) => {
    const source = sourceOf(id);
    // of one that was removed nobody knows what cuts its keys
    return source === undefined || isSecretKey(key, undefined, separatorOf(source));
  };
  const sourceOf = (id: SourceId): Source | undefined => {
    const held = registry.held(id);
    return held.ok ? held.value.source : undefined;
  };
  const undoBook = new UndoBook({ userData, sourceOf, isSecret, report: notify });
  const writer = new Writer(audit, (id) => preferences.value.auditBeside.find(({ sourceId }) => sourceId === id)?.prefix, undoBook);
  const registry: Registry = new Registry({
    drivers,
    remembered: settings.sources,
    secrets: new Secrets(settings.secrets, systemKeyring),
    sandboxDirectory: path.join(userData, 'workspace'),
    readOnly: commandLine.readOnly,
    environment: environment.offers,
    onSources: () => rulesChanged(),
    onPhase: (source, phase, status) => {
      const line = commandLine.noWindow ? lines.line(source, phase, status) : undefined;
      if (line !== undefined) process.stdout.write(plainLine(line));
      const held = registry.held(source.id);
      if (phase.kind === 'live' && held.ok) writer.live(held.value);
    },
  });
  const drafts = new Drafts(settings.drafts, isSecret);
  // one that was removed can be brought back until the app ends
  drafts.keepOnly((id) => registry.has(id));
  const changeSets = new ChangeSets(settings.changeSets, isSecret, (id) => {
    const source = sourceOf(id);
    return source && storeName(source);
  });
  changeSets.keepOnlyThere();
  // which keys are secrets depends on the separators of the sources as well
  const rulesChanged = (): void => {
    drafts.rulesChanged();
    changeSets.rulesChanged();
    undoBook.changed();
  };
  preferences.listen(rulesChanged);
  const desk = new WindowDesk({
    registry,
    state: settings.window,
    drafts,
    changeSets,
    preferences,
    language: commandLine.language ?? settings.window.value.language ?? systemLanguage(),
    preload: path.join(app.getAppPath(), 'dist/electron/preload.cjs'),
    transferProgram: path.join(app.getAppPath(), 'dist/electron/transfer-worker.cjs'),
    about: aboutThis(),
    notices,
  });

  const formatRules = () => settings.preferences.value.formatRules;
  const rolloutProgram = path.join(app.getAppPath(), 'dist/electron/rollout-thread.cjs');
  const simulation = createSimulation(settings.populations, rolloutProgram, { registry, formatRules, tell: (readings) => desk.tellReadings(readings) });
  audit.listen(() => desk.tellAuditGrown());
  denyPermissions();
  servePage(path.join(app.getAppPath(), 'dist/renderer'), app.isPackaged ? undefined : process.env['FLAGSCOPE_DEV_URL']);
  answerCommands(ipcMain, createHandlers(registry, desk, systemDialogs, { writer, audit, formatRules, simulation }));
  quitCleanly(registry, audit, undoBook);
  powerMonitor.on('resume', () => registry.wake());

  app.on('activate', () => desk.present());
  app.on('second-instance', (_event, _args, _directory, data) => {
    const handed = launchSchema.safeParse(data);
    if (!handed.success) return;
    const { args, unpackaged, directory, secrets } = handed.data;
    const parsed = parseCommandLine(args, unpackaged, directory);
    if (!parsed.ok) return;
    if (!parsed.value.noWindow) desk.present();
    openLinks(registry, desk, parsed.value, secrets).then((refusals) => refusals.forEach(notify), fail);
  });

  const refusals = await openLinks(registry, desk, commandLine, launch.secrets);
  refusals.forEach(notify);
  if (refusals.length === commandLine.links.length) openRemembered(registry, desk, settings.window.value.activeSourceId);
  if (!commandLine.noWindow) desk.present();
}

const aboutThis = (): About => ({
  app: app.getVersion(),
  electron: process.versions.electron,
  chromium: process.versions.chrome,
  node: process.versions.node,
  system: `${process.platform} ${process.getSystemVersion()} ${process.arch}`,
});

/** Adds the sources of a command line, opens the first that could be added and shows it. Gives why others could not. */
async function openLinks(registry: Registry, desk: WindowDesk, { links, readOnly }: CommandLine, secrets: SourceSecrets): Promise<Fault[]> {
  const refusals: Fault[] = [];
  let shown = false;
  for (const [index, link] of links.entries()) {
    const added = await registry.addLink(link, { readOnly, ...(index === 0 && { secrets }) });
    if (!added.ok) refusals.push(added.fault);
    else if (!shown) {
      shown = true;
      registry.open(added.value);
      // secrets that came with a second launch are tried at once
      registry.retry(added.value);
      desk.show(added.value, link.key);
    }
  }
  return refusals;
}

/** Without a command line the sandbox opens, and the source that was on screen last. */
function openRemembered(registry: Registry, desk: WindowDesk, active: SourceId | undefined): void {
  registry.open(SANDBOX_ID);
  const shown = active !== undefined && registry.has(active) ? active : SANDBOX_ID;
  if (shown !== SANDBOX_ID) registry.open(shown);
  desk.show(shown);
}

/** Every way to end goes through here: sessions let go of their servers and files, but nobody waits for long. */
function quitCleanly(registry: Registry, audit: AuditLog, undoBook: UndoBook): void {
  let over = false;
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (over) return;
    over = true;
    event.preventDefault();
    const bound = new Promise((resolve) => setTimeout(resolve, SHUTDOWN_MS));
    void Promise.race([registry.shutDown().then(() => Promise.all([audit.close(), undoBook.close()])), bound]).finally(() => app.exit(0));
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => app.quit());
}

/** The system's keyring where there is a real one: Linux without one would encrypt by a key that everybody knows. */
function systemKeyring(): Keyring | undefined {
  if (!safeStorage.isEncryptionAvailable()) return undefined;
  if (process.platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())) return undefined;
  return { encrypt: (text) => safeStorage.encryptString(text), decrypt: (bytes) => safeStorage.decryptString(bytes) };
}

const systemLanguage = (): 'en' | 'zh-CN' => (app.getLocale().toLowerCase().startsWith('zh') ? 'zh-CN' : 'en');

/** A bug: going on with what may be wrong would show a false Live. */
function fail(error: unknown): void {
  console.error(error);
  // without a terminal nobody would see why the window went
  if (app.isPackaged) dialog.showErrorBox('Flagscope', error instanceof Error ? (error.stack ?? error.message) : String(error));
  app.exit(1);
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', (error) => console.error(error));
begin();
