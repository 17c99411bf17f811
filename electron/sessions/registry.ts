/**
 * The registry: what can be done with sources and their sessions. The sandbox is always there; the others are remembered. It knows
 * no Electron.
 */
import { randomUUID } from 'node:crypto';
import type { EntryReading, HistoryItem, MeterReading, SourceInfo, SourceTest } from '../../shared/contract';
import { fault, failed, ok, type Fault, type Result } from '../../shared/fault';
import type { AccessReading } from '../../shared/model/access';
import type { Key } from '../../shared/model/key';
import type { Plan, Receipt } from '../../shared/model/plan';
import { freeName, separatorOf, type SecretsChange, type Source, type SourceDraft, type SourceId, type SourceSecrets } from '../../shared/model/source';
import { checkSource } from '../../shared/model/source-check';
import type { SourceLink } from '../../shared/model/source-url';
import type { TakenSecrets } from '../settings/secrets';
import type { HeldSource } from './held-source';
import type { Outbox } from './outbox';
import { Shelf, type ShelfOptions } from './shelf';
import { overriddenBy, SANDBOX_ID, sameConnection, sameTarget, settled } from './source-list';
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

/** What a removal took away. */
interface Removed {
  readonly source: Source;
  readonly index: number;
  readonly secrets: TakenSecrets;
  readonly open: boolean;
  readonly readOnly: boolean;
}

export class Registry {
  readonly #options: RegistryOptions;
  readonly #shelf: Shelf;
  /** Only the last: its secrets must not live on in memory for long. */
  #removed: Removed | undefined;

  constructor(options: RegistryOptions) {
    this.#options = options;
    this.#shelf = new Shelf(options);
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

  /** Sends a window everything now and every change from now on, until the returned function is called. */
  attach(outbox: Outbox): () => void {
    return this.#shelf.attach(outbox);
  }

  /** Adds what a link on the command line names, or finds it; gives its id. */
  addLink(link: SourceLink, { readOnly, secrets }: LinkTerms): SourceId {
    const known = this.#shelf.find(link.source);
    if (known) this.#override(known, link);
    const held = known ?? this.#add(link.source);
    const { id } = held.source;
    if (secrets && Object.keys(secrets).length > 0) this.#options.secrets.keepForNow(id, secrets);
    if (readOnly) {
      held.readOnly = true;
      this.#shelf.tellSources();
    }
    return id;
  }

  /** Remembers a source, and opens it unless it is to stay closed. */
  add(given: SourceDraft, from: GivenSecrets = {}, { open } = { open: true }): Result<Source> {
    const draft = settled(given, process.cwd());
    const refusal = this.#refusal(draft);
    if (refusal) return failed(refusal);
    const secrets = this.#secretsFor(draft, from);
    const { source } = this.#add(draft);
    this.#options.secrets.set(source.id, secrets);
    if (open) this.open(source.id);
    return ok(source);
  }

  /** Changes a source. Only where it names something else, or has other secrets, is it connected anew; then nothing of before is kept. */
  async change(id: SourceId, given: SourceDraft, change: SecretsChange = {}): Promise<Result<Source>> {
    const held = this.#shelf.get(id);
    if (!held) return unknownSource();
    const draft = settled(given, process.cwd());
    const refusal = id === SANDBOX_ID ? notTheSandbox() : this.#refusal(draft, id);
    if (refusal) return failed(refusal);
    const before = held.source;
    const source = { ...draft, id };
    const { secrets } = this.#options;
    const kept = secrets.get(id);
    const following = followingSecrets(before, draft, kept, change);
    const sameSecrets = following.password === kept.password && following.passphrase === kept.passphrase;
    if (!sameSecrets) secrets.set(id, following);
    if (sameSecrets && sameConnection(before, draft)) {
      held.source = source;
      this.#shelf.changed();
      return ok(source);
    }
    const { isOpen } = held.session;
    const { book } = this.#shelf;
    if (!sameTarget(before, draft)) book.retire(before);
    const successor = this.#shelf.put(source, held.readOnly);
    this.#shelf.changed();
    await held.session.close();
    // removed or changed again meanwhile
    if (isOpen && this.#shelf.get(id) === successor) this.open(id);
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

  /** Takes a source off the list. Until the next one is removed it can be brought back. */
  async remove(id: SourceId): Promise<Result<null>> {
    const held = this.#shelf.get(id);
    if (!held) return unknownSource();
    if (id === SANDBOX_ID) return failed(notTheSandbox());
    const { source, readOnly, session } = held;
    this.#shelf.book.retire(source);
    const index = this.#shelf.take(id);
    this.#removed = { source, index, secrets: this.#options.secrets.take(id), open: session.isOpen, readOnly };
    this.#shelf.changed();
    await session.close();
    return ok(null);
  }

  /** Brings the source back that was removed last: with its id, in its place, with its secrets, and open if it was. */
  restore(id: SourceId): Result<Source> {
    const removed = this.#removed;
    if (removed?.source.id !== id || this.has(id)) return failed(fault('invalid', 'removed-unknown'));
    this.#removed = undefined;
    const source = { ...removed.source, name: freeName(removed.source.name, this.#shelf.names()) };
    this.#options.secrets.giveBack(id, removed.secrets);
    this.#shelf.put(source, removed.readOnly);
    this.#shelf.move(id, removed.index);
    this.#shelf.changed();
    this.#shelf.book.unretire(source);
    if (removed.open) this.open(id);
    return ok(source);
  }

  /** Moves a source to a place of the list, 1 being the first behind the sandbox. */
  move(id: SourceId, to: number): Result<null> {
    if (id === SANDBOX_ID) return failed(notTheSandbox());
    return this.#with(id, () => {
      this.#shelf.move(id, to);
      this.#shelf.changed();
    });
  }

  /** Takes what was asked for, and tries at once. */
  async unlock(id: SourceId, given: SourceSecrets): Promise<Result<null>> {
    const held = this.#shelf.get(id);
    if (!held) return unknownSource();
    const { secrets } = this.#options;
    secrets.set(id, { ...secrets.get(id), ...given });
    // an attempt under way still has the old ones
    if (held.session.phase.kind === 'connecting') await held.session.close();
    held.session.retry();
    this.#shelf.tellSources();
    return ok(null);
  }

  /** Which secrets of a source are kept, and whether for longer than this run. */
  keptSecrets(id: SourceId): Result<{ readonly password: boolean; readonly passphrase: boolean; readonly lasting: boolean }> {
    if (!this.has(id)) return unknownSource();
    const { password, passphrase } = this.#options.secrets.get(id);
    return ok({ password: password !== undefined, passphrase: passphrase !== undefined, lasting: this.#options.secrets.lasting });
  }

  open(id: SourceId): Result<null> {
    return this.#with(id, ({ session }) => {
      session.open();
      this.#shelf.tellSources();
    });
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

  async createRoot(id: SourceId): Promise<Result<null>> {
    const result = await this.#shelf.get(id)?.session.createRoot();
    if (!result) return unknownSource();
    return result.ok ? ok(null) : result;
  }

  async read(id: SourceId, key: Key): Promise<Result<EntryReading>> {
    return (await this.#shelf.get(id)?.session.read(key)) ?? unknownSource();
  }

  async access(id: SourceId, key: Key): Promise<Result<AccessReading>> {
    return (await this.#shelf.get(id)?.session.access(key)) ?? unknownSource();
  }

  history(id: SourceId, key: Key): Result<readonly HistoryItem[]> {
    const held = this.#shelf.get(id);
    return held ? ok(held.session.history(key)) : unknownSource();
  }

  async apply(id: SourceId, plan: Plan): Promise<Result<Receipt>> {
    return (await this.#shelf.get(id)?.session.apply(plan)) ?? unknownSource();
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

  /** Why a source cannot be kept like this. */
  #refusal(draft: SourceDraft, id?: SourceId): Fault | undefined {
    if (this.#shelf.names(id).includes(draft.name)) return fault('invalid', 'source-exists', { name: draft.name });
    return checkSource(draft)[0]?.fault;
  }

  #secretsFor(draft: SourceDraft, { secrets, secretsOf }: GivenSecrets): SourceSecrets {
    const model = secretsOf === undefined ? undefined : this.#shelf.get(secretsOf)?.source;
    return followingSecrets(model ?? draft, draft, model ? this.#options.secrets.get(model.id) : {}, secrets);
  }

  #add(draft: SourceDraft): HeldSource {
    const held = this.#shelf.put({ ...draft, name: freeName(draft.name, this.#shelf.names()), id: randomUUID() });
    this.#shelf.changed();
    this.#shelf.tellStatus(held);
    return held;
  }

  #override(held: HeldSource, link: SourceLink): void {
    const { id } = held.source;
    if (id === SANDBOX_ID) return;
    const source = overriddenBy(held.source, link);
    const isCutAlike = separatorOf(source) === separatorOf(held.source);
    held.source = { ...source, name: freeName(source.name, this.#shelf.names(id)) };
    if (isCutAlike) this.#shelf.changed();
    else this.#shelf.showAnew(held);
  }
}

const unknownSource = (): Result<never> => failed(fault('invalid', 'source-unknown'));
const notTheSandbox = (): Fault => fault('invalid', 'invalid-request', { detail: 'the sandbox cannot be removed, changed or moved' });
