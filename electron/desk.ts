/** The window's own affairs: its port, its settings, and what it is asked to show. */
import { BrowserWindow, nativeTheme, type MessagePortMain } from 'electron';
import { z } from 'zod';
import type { PortDelivery, PortMessage, PortReply, WindowSettings } from '../shared/contract';
import type { Fault } from '../shared/fault';
import type { Key } from '../shared/model/key';
import type { SimulationNews, UsersReading } from '../shared/model/rollout';
import { sourceIdSchema, type SourceId } from '../shared/model/source';
import type { Desk, SettingsChange } from './commands';
import { setMenu } from './menu';
import type { About } from './sessions/diagnostics';
import { Outbox } from './sessions/outbox';
import type { Registry } from './sessions/registry';
import type { ChangeSets } from './settings/change-sets';
import type { Drafts } from './settings/drafts';
import type { SettingsFile } from './settings/file';
import type { PreferenceBook } from './settings/preferences';
import type { WindowState } from './settings/settings';
import { bringForward, createWindow, openPort } from './window';

const replySchema: z.ZodType<PortReply> = z.object({ kind: z.literal('ack'), sourceId: sourceIdSchema });

export interface DeskOptions {
  readonly registry: Registry;
  readonly state: SettingsFile<WindowState>;
  readonly drafts: Drafts;
  readonly changeSets: ChangeSets;
  readonly preferences: PreferenceBook;
  readonly language: WindowSettings['language'];
  readonly preload: string;
  readonly transferProgram: string;
  readonly about: About;
  /** What could not be done at start. */
  readonly notices: readonly Fault[];
}

/** Joins the window to the sources. */
export class WindowDesk implements Desk {
  readonly #options: DeskOptions;
  #language: WindowSettings['language'];
  #show: { sourceId: SourceId; key?: Key } | undefined;
  #window: BrowserWindow | undefined;
  #page: { port: MessagePortMain; outbox: Outbox; leave(): void } | undefined;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#language = options.language;
    nativeTheme.themeSource = options.state.value.theme;
    this.#setMenu(options.language);
    options.preferences.listen(() => this.#page?.outbox.send({ kind: 'preferences', preferences: options.preferences.value }));
  }

  get drafts(): Drafts {
    return this.#options.drafts;
  }

  get changeSets(): ChangeSets {
    return this.#options.changeSets;
  }

  get preferences(): PreferenceBook {
    return this.#options.preferences;
  }

  get about(): About {
    return this.#options.about;
  }

  get transferProgram(): string {
    return this.#options.transferProgram;
  }

  /** Opens the window, or brings it before the others. */
  present(): void {
    if (this.#window) return bringForward(this.#window);
    const { preload, state } = this.#options;
    this.#window = createWindow({ preload, state });
    this.#window.on('closed', () => {
      this.#leavePage();
      this.#window = undefined;
    });
  }

  /** Brings a source, and a key in it, on screen: at once, or when the page comes. */
  show(sourceId: SourceId, key?: Key): void {
    this.setActive(sourceId);
    this.#show = key === undefined ? { sourceId } : { sourceId, key };
    this.#page?.outbox.send({ kind: 'show', ...this.#show });
  }

  /** There is more in the audit. */
  tellAuditGrown(): void {
    this.#page?.outbox.send({ kind: 'audit-grown' });
  }

  /** How far a simulation has got. */
  tellSimulation(news: SimulationNews): void {
    this.#page?.outbox.send({ kind: 'simulation', news });
  }

  /** Which files of users are being read, and how far. */
  tellReadings(readings: readonly UsersReading[]): void {
    this.#page?.outbox.send({ kind: 'users-readings', readings });
  }

  setActive(id: SourceId): void {
    const { state } = this.#options;
    this.#show = { sourceId: id };
    state.set({ ...state.value, activeSourceId: id });
  }

  changeSettings(change: SettingsChange): void {
    const { state } = this.#options;
    if (change.language) {
      this.#language = change.language;
      this.#setMenu(change.language);
    }
    if (change.theme) nativeTheme.themeSource = change.theme;
    state.set({ ...state.value, ...change });
  }

  connectPage(): void {
    if (!this.#window) return;
    this.#leavePage();
    const { registry, drafts, changeSets, preferences } = this.#options;
    const port = openPort(this.#window.webContents);
    let first: PortMessage[] | undefined = [];
    const outbox = new Outbox((message) => {
      if (first) first.push(message);
      else port.postMessage(message satisfies PortDelivery);
    });
    port.on('message', ({ data }) => {
      const reply = replySchema.safeParse(data);
      if (reply.success) outbox.acknowledge(reply.data.sourceId);
    });
    outbox.send({ kind: 'hello', settings: this.#settings(), preferences: preferences.value, sources: registry.list(), drafts: drafts.all(), changeSets: changeSets.all() });
    const page = { port, outbox, leave: registry.attach(outbox) };
    this.#page = page;
    port.postMessage(first satisfies PortDelivery);
    first = undefined;
    // a page that was reloaded or has died lets its end go
    port.on('close', () => this.#page === page && this.#leavePage());
    port.start();
  }

  #setMenu(language: WindowSettings['language']): void {
    setMenu(process.platform, language, () => this.#openSettings());
  }

  #openSettings(): void {
    this.present();
    this.#page?.outbox.send({ kind: 'open-settings' });
  }

  #leavePage(): void {
    const page = this.#page;
    this.#page = undefined;
    page?.leave();
    page?.outbox.close();
    page?.port.close();
  }

  #settings(): WindowSettings {
    const { state, notices } = this.#options;
    return {
      theme: state.value.theme,
      language: this.#language,
      ...(state.value.populationId !== undefined && { populationId: state.value.populationId }),
      ...(this.#show && { show: this.#show }),
      notices,
      platform: process.platform,
    };
  }
}
