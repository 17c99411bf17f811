/**
 * The registry: what can be done with sources and their sessions. The sandbox is always there; the others are remembered. It knows
 * no Electron.
 */
import { randomUUID } from 'node:crypto';
import type { EntryReading, MeterReading, SourceInfo } from '../../shared/contract';
import type { SourceTest } from '../../shared/model/source-answers';
import { failed, ok, type Result } from '../../shared/fault';
import type { AccessReading } from '../../shared/model/access';
import type { Key } from '../../shared/model/key';
import type { Loading } from '../../shared/model/loading';
import type { RecentChange } from '../../shared/model/recent';
import { freeName, type SecretsChange, type Source, type SourceDraft, type SourceId, type SourceSecrets } from '../../shared/model/source';
import { checkSource } from '../../shared/model/source-check';
import type { SourceLink } from '../../shared/model/source-url';
import type { HeldSource } from './held-source';
import type { Outbox } from './outbox';
import { recentChanges } from './recent';
import { Shelf, type ShelfOptions } from './shelf';
import { SourceEditor, unknownSource } from './source-editor';
import { overriddenBy, SANDBOX_ID, settled } from './source-list';
import { followingSecrets, missingSecret } from './source-secrets';
import { trySource } from './try-source';

export type RegistryOptions = ShelfOptions;

/** What a launch says beside its links. */
export interface LinkTerms {
  /** The source is read-only for as long as this process runs. */
  readonly readOnly: boolean;
  readonly secrets?: SourceSecrets;
}

/** Secrets that come with a source: those given, and those kept of the source that it follows. */
export interface GivenSecrets {
  readonly secrets?: SecretsChange | undefined;
  readonly secretsOf?: SourceId | undefined;
}

export class Registry {
  readonly #options: RegistryOptions;
  readonly #shelf: Shelf;
  /** Changes to sources that are there. */
  readonly editor: SourceEditor;

  constructor(options: RegistryOptions) {
    this.#options = options;
    this.#shelf = new Shelf(options);
    this.editor = new SourceEditor(this.#shelf, options.secrets);
  }

  list(): SourceInfo[] {
    return this.#shelf.infos();
  }

  has(id: SourceId): boolean {
    return this.#shelf.get(id) !== undefined;
  }

  /** A source with its session. */
  held(id: SourceId): Result<HeldSource> {
    const held = this.#shelf.get(id);
    return held ? ok(held) : unknownSource();
  }

  /** What every source has cost so far. */
  costs(): MeterReading['sources'] {
    return this.#shelf.all.map(({ source, status }) => ({ sourceId: source.id, keys: status.nodes, cost: status.cost }));
  }

  /** Changes that all sources have seen since a moment, the latest first. */
  recent(from: number): readonly RecentChange[] {
    return recentChanges(this.#shelf.all.map(({ source, session }) => ({ sourceId: source.id, items: session.seen() })), from);
  }

  /** Sends a window everything now and every change from now on, until the returned function is called. */
  attach(outbox: Outbox): () => void {
    return this.#shelf.attach(outbox);
  }

  /** Adds what a link on the command line names, or finds it and changes what the link says otherwise; gives its id. */
  async addLink(link: SourceLink, { readOnly, secrets = {} }: LinkTerms): Promise<Result<SourceId>> {
    const known = this.#shelf.find(link.source);
    if (known) known.readOnly ||= readOnly;
    if (known?.isSandbox) {
      // it takes no settings
      this.#shelf.tellSources();
      return ok(SANDBOX_ID);
    }
    const draft = known ? overriddenBy(known.source, link) : link.source;
    const source = { ...draft, name: freeName(draft.name, this.#shelf.names(known?.source.id)) };
    const refusal = this.editor.refusal(source, known?.source.id);
    if (refusal) return failed(refusal);
    const { id } = (known ?? this.#add(source, readOnly || this.#options.readOnly)).source;
    const changing = known && this.editor.change(id, source);
    // after those that were given for another TLS are gone, and before it connects anew
    if (Object.keys(secrets).length > 0) this.#options.secrets.keepForNow(id, secrets);
    await changing;
    return ok(id);
  }

  /** Remembers a source, and opens it unless it is to stay closed. */
  add(given: SourceDraft, from: GivenSecrets = {}, { open } = { open: true }): Result<Source> {
    const draft = settled(given, process.cwd());
    const refusal = this.editor.refusal(draft);
    if (refusal) return failed(refusal);
    const secrets = this.#secretsFor(draft, from);
    const { source } = this.#add(draft);
    this.#options.secrets.set(source.id, secrets);
    if (open) this.open(source.id);
    return ok(source);
  }

  async test(given: SourceDraft, from: GivenSecrets = {}): Promise<Result<SourceTest>> {
    const draft = settled(given, process.cwd());
    const secrets = this.#secretsFor(draft, from);
    const refusal = checkSource(draft)[0]?.fault ?? missingSecret(draft, secrets);
    if (refusal) return failed(refusal);
    const driver = this.#options.drivers[draft.backend];
    // a test of what is a source already is paid for by it
    const held = this.#shelf.find(draft);
    return trySource(held ? held.session.meter.counting(driver) : driver, this.#shelf.locate(draft), secrets);
  }

  open(id: SourceId): Result<null> {
    return this.#with(id, (held) => this.#shelf.open(held));
  }

  async close(id: SourceId): Promise<Result<null>> {
    const held = this.#shelf.get(id);
    if (!held) return unknownSource();
    held.stopDemo();
    const closing = held.session.close();
    this.#shelf.tellSources();
    await closing;
    return ok(null);
  }

  retry(id: SourceId): Result<null> {
    return this.#with(id, ({ session }) => session.retry());
  }

  /** The machine was asleep: what waits for its next attempt makes it now. */
  wake(): void {
    for (const { session } of this.#shelf.all) if (session.phase.kind === 'suspended') session.retry();
  }

  /** Remembers how much of a source is loaded, and connects it so. */
  async setLoading(id: SourceId, loading: Loading | undefined): Promise<Result<null>> {
    const held = this.#shelf.get(id);
    if (!held) return unknownSource();
    const { loading: _, ...rest } = held.source;
    const source = loading === undefined ? rest : { ...rest, loading };
    const problem = checkSource(source).find(({ path: [part] }) => part === 'loading');
    if (problem) return failed(problem.fault);
    held.source = source;
    this.#shelf.changed();
    await held.session.close();
    return this.open(id);
  }

  /** Reads the children of a folder, or more of them. */
  async expand(id: SourceId, folder: Key): Promise<Result<null>> {
    const result = await this.#shelf.get(id)?.session.expand(folder);
    if (!result) return unknownSource();
    return result.ok ? ok(null) : result;
  }

  /** Forgets what is below a folder. */
  collapse(id: SourceId, folder: Key): Result<null> {
    return this.#with(id, ({ session }) => session.collapse(folder));
  }

  async read(id: SourceId, key: Key): Promise<Result<EntryReading>> {
    return (await this.#shelf.get(id)?.session.read(key)) ?? unknownSource();
  }

  async access(id: SourceId, key: Key): Promise<Result<AccessReading>> {
    return (await this.#shelf.get(id)?.session.access(key)) ?? unknownSource();
  }

  /** Starts or stops the sandbox's demo activity. */
  setDemo(id: SourceId, running: boolean): Result<null> {
    const held = this.#shelf.get(id);
    if (!held) return unknownSource();
    const started = running ? held.startDemo() : ok(null);
    if (!running) held.stopDemo();
    if (!started.ok) return started;
    this.#shelf.tellStatus(held);
    return ok(null);
  }

  /** Closes every session; resolves when all have let go. */
  async shutDown(): Promise<void> {
    for (const held of this.#shelf.all) held.stopDemo();
    await Promise.all(this.#shelf.all.map(({ session }) => session.close()));
  }

  #with(id: SourceId, act: (held: HeldSource) => void): Result<null> {
    const held = this.#shelf.get(id);
    if (!held) return unknownSource();
    act(held);
    return ok(null);
  }

  #secretsFor(draft: SourceDraft, { secrets, secretsOf }: GivenSecrets): SourceSecrets {
    const model = secretsOf === undefined ? undefined : this.#shelf.get(secretsOf)?.source;
    return followingSecrets(model ?? draft, draft, model ? this.#options.secrets.get(model.id) : {}, secrets);
  }

  #add(draft: SourceDraft, readOnly = this.#options.readOnly): HeldSource {
    const held = this.#shelf.put({ ...draft, id: randomUUID() }, readOnly);
    this.#shelf.changed();
    this.#shelf.tellStatus(held);
    return held;
  }
}
