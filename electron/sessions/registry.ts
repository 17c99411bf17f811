/**
 * The registry: every source and its session, and what the windows and the terminal are told of them. The sandbox is always
 * there; the others are remembered. It knows no Electron.
 */
import { randomUUID } from 'node:crypto';
import type { Driver } from '../drivers/driver';
import type { EntryReading, HistoryItem, SourceInfo, SourceStatus, SourceTest } from '../../shared/contract';
import { fault, failed, ok, type Result } from '../../shared/fault';
import type { Key } from '../../shared/model/key';
import type { Loading } from '../../shared/model/loading';
import type { Phase } from '../../shared/model/phase';
import type { Plan, Receipt } from '../../shared/model/plan';
import type { Backend, ConnectOptions, Source, SourceDraft, SourceId, SourceSecrets } from '../../shared/model/source';
import type { SourceLink } from '../../shared/model/source-url';
import type { SettingsFile } from '../settings/file';
import type { Secrets } from '../settings/secrets';
import type { SourcesSettings } from '../settings/settings';
import { HeldSource } from './held-source';
import type { Outbox } from './outbox';
import { freeName, overriddenBy, SANDBOX_ID, sameTarget, sandboxSource, settled } from './source-list';
import { trySource } from './try-source';

export interface RegistryOptions {
  readonly drivers: Readonly<Record<Backend, Driver>>;
  readonly remembered: SettingsFile<SourcesSettings>;
  readonly secrets: Secrets;
  /** Directory of the sandbox's workspace. */
  readonly sandboxDirectory: string;
  /** Every source is read-only in this run. */
  readonly readOnly: boolean;
  /** A source's phase changed; after it the status can be asked for. */
  onPhase?(source: Source, phase: Phase, status: SourceStatus): void;
}

/** What a launch says beside its links. */
export interface LinkTerms {
  /** The source is read-only for as long as this process runs. */
  readonly readOnly: boolean;
  readonly password?: string;
}

export class Registry {
  readonly #options: RegistryOptions;
  readonly #held = new Map<SourceId, HeldSource>();
  readonly #outboxes = new Set<Outbox>();

  constructor(options: RegistryOptions) {
    this.#options = options;
    this.#hold(sandboxSource);
    for (const source of options.remembered.value.sources) if (!this.#held.has(source.id)) this.#hold(source);
  }

  list(): SourceInfo[] {
    return [...this.#held.values()].map(({ info }) => info);
  }

  has(id: SourceId): boolean {
    return this.#held.has(id);
  }

  /** Sends a window everything now and every change from now on, until the returned function is called. */
  attach(outbox: Outbox): () => void {
    this.#outboxes.add(outbox);
    for (const held of this.#held.values()) {
      outbox.send({ kind: 'status', sourceId: held.source.id, status: held.status });
      outbox.list(held.source.id, held.session.mirror);
    }
    return () => this.#outboxes.delete(outbox);
  }

  /** Adds what a link on the command line names, or finds it; gives its id. */
  addLink(link: SourceLink, { readOnly, password }: LinkTerms): SourceId {
    const known = this.#find(link.source);
    if (known) this.#override(known, link);
    const held = known ?? this.#add(link.source);
    const { id } = held.source;
    if (password !== undefined) this.#options.secrets.keepForNow(id, { password });
    if (readOnly) {
      held.readOnly = true;
      this.#tellSources();
    }
    return id;
  }

  add(draft: SourceDraft, given?: SourceSecrets): Result<Source> {
    if ([...this.#held.values()].some(({ source }) => source.name === draft.name))
      return failed(fault('invalid', 'source-exists', { name: draft.name }));
    const { source } = this.#add(settled(draft, process.cwd()));
    if (given) this.#options.secrets.set(source.id, given);
    this.open(source.id);
    return ok(source);
  }

  async test(draft: ConnectOptions, given?: SourceSecrets): Promise<Result<SourceTest>> {
    return trySource(this.#options.drivers[draft.backend], this.#located(settled(draft, process.cwd())), given);
  }

  async remove(id: SourceId): Promise<Result<null>> {
    const held = this.#held.get(id);
    if (!held) return unknownSource();
    if (id === SANDBOX_ID) return failed(fault('invalid', 'invalid-request', { detail: 'the sandbox cannot be removed' }));
    this.#held.delete(id);
    for (const outbox of this.#outboxes) outbox.forget(id);
    this.#options.secrets.forget(id);
    this.#remember();
    this.#tellSources();
    await held.session.close();
    return ok(null);
  }

  open(id: SourceId): Result<null> {
    return this.#with(id, ({ session }) => {
      session.open();
      this.#tellSources();
    });
  }

  async close(id: SourceId): Promise<Result<null>> {
    const held = this.#held.get(id);
    if (!held) return unknownSource();
    held.stopDemo();
    const closing = held.session.close();
    this.#tellSources();
    await closing;
    return ok(null);
  }

  retry(id: SourceId): Result<null> {
    return this.#with(id, ({ session }) => session.retry());
  }

  /** Remembers how much of a source is loaded, and connects it so. */
  async setLoading(id: SourceId, loading: Loading | undefined): Promise<Result<null>> {
    const held = this.#held.get(id);
    if (!held) return unknownSource();
    const { loading: _, ...source } = held.source;
    held.source = loading === undefined ? source : { ...source, loading };
    this.#remember();
    await held.session.close();
    return this.open(id);
  }

  /** Reads the children of a folder, or more of them. */
  async expand(id: SourceId, folder: Key): Promise<Result<null>> {
    const result = await this.#held.get(id)?.session.expand(folder);
    if (!result) return unknownSource();
    return result.ok ? ok(null) : result;
  }

  /** Forgets what is below a folder. */
  collapse(id: SourceId, folder: Key): Result<null> {
    return this.#with(id, ({ session }) => session.collapse(folder));
  }

  async createRoot(id: SourceId): Promise<Result<null>> {
    const result = await this.#held.get(id)?.session.createRoot();
    if (!result) return unknownSource();
    return result.ok ? ok(null) : result;
  }

  async read(id: SourceId, key: Key): Promise<Result<EntryReading>> {
    return (await this.#held.get(id)?.session.read(key)) ?? unknownSource();
  }

  history(id: SourceId, key: Key): Result<readonly HistoryItem[]> {
    const held = this.#held.get(id);
    return held ? ok(held.session.history(key)) : unknownSource();
  }

  async apply(id: SourceId, plan: Plan): Promise<Result<Receipt>> {
    return (await this.#held.get(id)?.session.apply(plan)) ?? unknownSource();
  }

  /** Starts or stops the sandbox's demo activity. */
  setDemo(id: SourceId, running: boolean): Result<null> {
    const held = this.#held.get(id);
    if (!held) return unknownSource();
    const started = running ? held.startDemo() : ok(null);
    if (!running) held.stopDemo();
    if (!started.ok) return started;
    this.#tellStatus(held);
    return ok(null);
  }

  /** Closes every session; resolves when all have let go. */
  async shutDown(): Promise<void> {
    for (const held of this.#held.values()) held.stopDemo();
    await Promise.all([...this.#held.values()].map(({ session }) => session.close()));
  }

  #with(id: SourceId, act: (held: HeldSource) => void): Result<null> {
    const held = this.#held.get(id);
    if (!held) return unknownSource();
    act(held);
    return ok(null);
  }

  #find(draft: SourceDraft): HeldSource | undefined {
    const isSandbox = (target: SourceDraft): boolean => target.backend === 'local' && this.#located(target).roots[0] === this.#options.sandboxDirectory;
    return [...this.#held.values()].find(({ source }) => sameTarget(source, draft) || (isSandbox(source) && isSandbox(draft)));
  }

  #add(draft: SourceDraft): HeldSource {
    const names = [...this.#held.values()].map(({ source }) => source.name);
    const held = this.#hold({ ...draft, name: freeName(draft.name, names), id: randomUUID() });
    this.#remember();
    this.#tellSources();
    this.#tellStatus(held);
    return held;
  }

  #override(held: HeldSource, link: SourceLink): void {
    if (held.source.id === SANDBOX_ID) return;
    const others = [...this.#held.values()].filter((other) => other !== held).map(({ source }) => source.name);
    const source = overriddenBy(held.source, link);
    held.source = { ...source, name: freeName(source.name, others) };
    this.#remember();
    this.#tellSources();
  }

  #hold(source: Source): HeldSource {
    const { drivers, secrets, readOnly } = this.#options;
    const held = new HeldSource({
      source,
      driver: drivers[source.backend],
      readOnly,
      locate: (target) => this.#located(target),
      secrets: () => secrets.get(source.id),
    });
    this.#held.set(source.id, held);
    this.#follow(held);
    return held;
  }

  #follow(held: HeldSource): void {
    const { session } = held;
    const { id } = held.source;
    session.listen({
      listed: () => {
        // a source that was removed may still be listing
        if (!this.#held.has(id)) return;
        for (const outbox of this.#outboxes) {
          outbox.forget(id);
          outbox.list(id, session.mirror);
        }
      },
      changed: (changes, at, view) => {
        for (const outbox of this.#outboxes) outbox.changed(id, changes, at, view);
      },
      tick: () => this.#tellStatus(held),
      phase: (phase) => {
        this.#tellStatus(held);
        // it may have closed by itself
        if (phase.kind === 'closed') this.#tellSources();
        this.#options.onPhase?.(held.source, phase, held.status);
      },
    });
  }

  #located(target: ConnectOptions): ConnectOptions {
    return target.backend === 'local' && target.roots[0] === '' ? { ...target, roots: [this.#options.sandboxDirectory] } : target;
  }

  #tellStatus(held: HeldSource): void {
    if (!this.#held.has(held.source.id)) return;
    const { status } = held;
    for (const outbox of this.#outboxes) outbox.send({ kind: 'status', sourceId: held.source.id, status });
  }

  #tellSources(): void {
    const sources = this.list();
    for (const outbox of this.#outboxes) outbox.send({ kind: 'sources', sources });
  }

  #remember(): void {
    const sources = [...this.#held.values()].map(({ source }) => source).filter(({ id }) => id !== SANDBOX_ID);
    this.#options.remembered.set({ version: 2, sources });
  }
}

const unknownSource = (): Result<never> => failed(fault('invalid', 'source-unknown'));
