/**
 * The window's store in this process: real ports from main's outbox to `receive`, real commands back. Import it before anything of renderer/: the page's globals have to stand first.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createHandlers, type Desk } from '../../../electron/commands';
import { drivers } from '../../../electron/drivers/index';
import { dispatch } from '../../../electron/ipc';
import { Outbox } from '../../../electron/sessions/outbox';
import { createSimulation } from '../../../electron/rollout-commands';
import { Registry } from '../../../electron/sessions/registry';
import { ChangeSets } from '../../../electron/settings/change-sets';
import { Drafts } from '../../../electron/settings/drafts';
import { PreferenceBook } from '../../../electron/settings/preferences';
import { Secrets } from '../../../electron/settings/secrets';
import { openSettings } from '../../../electron/settings/settings';
import { isSecretKey } from '../../../shared/model/secret-keys';
import { storeName } from '../../../shared/model/source';
import { APP_ORIGIN, PORT_CHANNEL, type PortMessage, type PortReply } from '../../../shared/contract';
import { AuditLog } from '../../../electron/writes/audit';
import { Writer } from '../../../electron/writes/writer';
import { noDialogs } from '../../support/dialogs';

/** Main and window, joined as the desk joins them. */
export interface Page {
  readonly registry: Registry;
  /** The changes that main keeps for the window. */
  readonly changeSets: ChangeSets;
  /** What settings were asked to remember as the source on screen. */
  readonly active: string[];
  /** Every command that the window has sent. */
  readonly sent: { readonly name: string; readonly input: unknown }[];
  /** A directory of this page's own. */
  readonly directory: string;
  /** What main sends from now on waits on the way; what the window sends does not. */
  hold(): void;
  /** Everything that waits arrives. */
  release(): void;
  /** A new port, as after a reload. */
  reconnect(): void;
  close(): Promise<void>;
}

/** Starts main and window in this process. Once a test file: the window's state is one. `rolloutProgram` is the bundle of rollout-thread.ts, for who evaluates. */
export async function openPage({ rolloutProgram = '' } = {}): Promise<Page> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'flagscope-page-'));
  const settings = openSettings(directory, (notice) => {
    throw new Error(notice.message);
  });
  const registry = new Registry({
    drivers,
    remembered: settings.sources,
    secrets: new Secrets(settings.secrets, () => undefined),
    sandboxDirectory: path.join(directory, 'workspace'),
    readOnly: false,
  });
  const active: string[] = [];
  let held: (() => void)[] | undefined;
  let leave = (): void => {};

  const preferences = new PreferenceBook(settings.preferences);
  const drafts = new Drafts(settings.drafts, (_, key) => isSecretKey(key));

  const changeSets = new ChangeSets(settings.changeSets, (_, key) => isSecretKey(key), (id) => {
    const held = registry.held(id);
    return held.ok ? storeName(held.value.source) : undefined;
  });

  const connectPage = (): void => {
    leave();
    const { port1, port2 } = new MessageChannel();
    const outbox = new Outbox((message: PortMessage) => {
      if (held === undefined) port1.postMessage(message);
      else held.push(() => port1.postMessage(message));
    });
    port1.addEventListener('message', (event: MessageEvent<PortReply>) => outbox.acknowledge(event.data.sourceId));
    port1.start();
    const show = { theme: 'system', language: 'en', notices: [], platform: process.platform } as const;
    outbox.send({ kind: 'hello', settings: show, preferences: preferences.value, sources: registry.list(), drafts: drafts.all(), changeSets: changeSets.all() });
    const detach = registry.attach(outbox);
    leave = () => {
      detach();
      outbox.close();
      port1.close();
    };
    const event = new Event('message');
    const given = { data: PORT_CHANNEL, ports: [port2], source: globalThis, origin: APP_ORIGIN };
    for (const [name, value] of Object.entries(given)) Object.defineProperty(event, name, { value });
    pageEvents.dispatchEvent(event);
  };

  const about = { app: '0', electron: '0', chromium: '0', node: '0', system: 'a test' };
  const desk: Desk = { about, transferProgram: '', connectPage, changeSettings: () => {}, setActive: (id) => active.push(id), tellSimulation: () => {}, drafts, changeSets, preferences };
  const audit = new AuditLog(directory);
  const simulation = createSimulation(settings.populations, rolloutProgram, { registry, formatRules: () => preferences.value.formatRules, tell: () => {} });
  const handlers = createHandlers(registry, desk, noDialogs, { audit, writer: new Writer(audit), simulation });
  const sent: Page['sent'] = [];
  const invoke = async (name: string, input: unknown): Promise<unknown> => {
    sent.push({ name, input });
    return structuredClone(await dispatch(handlers, name, structuredClone(input)));
  };
  putGlobals(invoke);
  await import('../../../renderer/ui/text');
  const { start } = await import('../../../renderer/bridge');
  start();

  return {
    registry,
    changeSets,
    active,
    sent,
    directory,
    hold: () => (held ??= []),
    release: () => {
      const waiting = held ?? [];
      held = undefined;
      for (const send of waiting) send();
    },
    reconnect: connectPage,
    close: async () => {
      leave();
      await simulation.shares.close();
      await registry.shutDown();
      await audit.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const pageEvents = new EventTarget();

/** What a page has and this process has not. */
function putGlobals(invoke: (name: string, input: unknown) => Promise<unknown>): void {
  Object.assign(globalThis, {
    window: globalThis,
    location: new URL(`${APP_ORIGIN}/`),
    flagscope: { invoke },
    addEventListener: pageEvents.addEventListener.bind(pageEvents),
    requestAnimationFrame: (painted: (at: number) => void) => setTimeout(() => painted(performance.now()), 16),
  });
  Object.defineProperty(location, 'origin', { value: APP_ORIGIN });
}
