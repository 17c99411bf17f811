/**
 * The shelf: every held source in the order of the list, kept in the book, and told to every window. The sandbox stands first and
 * is never written into the book.
 */
import type { Driver } from '../drivers/driver';
import type { SourceInfo, SourceStatus } from '../../shared/contract';
import type { Phase } from '../../shared/model/phase';
import type { Backend, ConnectOptions, Source, SourceDraft, SourceId } from '../../shared/model/source';
import type { SettingsFile } from '../settings/file';
import type { Secrets } from '../settings/secrets';
import { MOST_SOURCES, type SourcesSettings } from '../settings/settings';
import { HeldSource } from './held-source';
import type { Outbox } from './outbox';
import { SourceBook } from './source-book';
import { SANDBOX_ID, sameServers, sameTarget, sandboxSource } from './source-list';

export interface ShelfOptions {
  readonly drivers: Readonly<Record<Backend, Driver>>;
  readonly remembered: SettingsFile<SourcesSettings>;
  readonly secrets: Secrets;
  /** Directory of the sandbox's workspace. */
  readonly sandboxDirectory: string;
  /** Every source is read-only in this run. */
  readonly readOnly: boolean;
  /** Sources that the environment of this launch names. */
  readonly environment?: readonly SourceDraft[];
  /** The list of sources, or what one of them names or is, is another. */
  onSources?(): void;
  /** A source's phase changed; after it the status can be asked for. */
  onPhase?(source: Source, phase: Phase, status: SourceStatus): void;
}

export class Shelf {
  readonly book: SourceBook;
  readonly #options: ShelfOptions;
  #held = new Map<SourceId, HeldSource>();
  readonly #outboxes = new Set<Outbox>();

  constructor(options: ShelfOptions) {
    this.#options = options;
    this.book = new SourceBook(options.remembered);
    for (const source of [sandboxSource, ...this.book.sources]) if (!this.#held.has(source.id)) this.put(source);
  }

  get all(): readonly HeldSource[] {
    return [...this.#held.values()];
  }

  get(id: SourceId): HeldSource | undefined {
    return this.#held.get(id);
  }

  /** Sends a window everything now and every change from now on, until the returned function is called. */
  attach(outbox: Outbox): () => void {
    this.#outboxes.add(outbox);
    outbox.send(this.#offers());
    for (const held of this.all) this.#introduce(held, outbox);
    return () => this.#outboxes.delete(outbox);
  }

  /**
   * Puts a source at the end, or in the place of the one that it replaces, which the windows then forget. What it costs its servers
   * goes on being counted where they are the same.
   */
  put(source: Source, readOnly = this.#options.readOnly): HeldSource {
    const { drivers, secrets } = this.#options;
    const before = this.#held.get(source.id);
    const held = new HeldSource({
      source,
      ...(before && sameServers(before.source, source) && { meter: before.session.meter }),
      driver: drivers[source.backend],
      readOnly,
      locate: (target) => this.locate(target),
      secrets: () => secrets.get(source.id),
      onStatus: (changed) => this.tellStatus(changed),
    });
    if (before) this.#forget(source.id);
    this.#held.set(source.id, held);
    this.#follow(held);
    return held;
  }

  /** Opens a source's session if it is closed. */
  open({ session }: HeldSource): void {
    session.open();
    this.tellSources();
  }

  /** Takes a source off; gives its place. */
  take(id: SourceId): number {
    const index = [...this.#held.keys()].indexOf(id);
    this.#held.delete(id);
    this.#forget(id);
    return index;
  }

  /** Moves a source to a place, behind the sandbox and not beyond the end. */
  move(id: SourceId, to: number): void {
    const order = this.all.filter(({ source }) => source.id !== id);
    const held = this.#held.get(id);
    if (!held) return;
    order.splice(Math.max(1, Math.min(to, order.length)), 0, held);
    this.#held = new Map(order.map((one) => [one.source.id, one]));
  }

  /** The source that names the same as this one. */
  find(draft: SourceDraft): HeldSource | undefined {
    const isSandbox = (target: SourceDraft): boolean => target.backend === 'local' && this.locate(target).roots[0] === this.#options.sandboxDirectory;
    return this.all.find(({ source }) => sameTarget(source, draft) || (isSandbox(source) && isSandbox(draft)));
  }

  /** Names that are taken, but for that of this source. */
  names(but?: SourceId): string[] {
    return this.all.flatMap(({ source }) => (source.id === but ? [] : [source.name]));
  }

  /** Whether the book takes no source more; the sandbox is not in it. */
  get isFull(): boolean {
    return this.#held.size > MOST_SOURCES;
  }

  /** Where a target is, in full. */
  locate(target: ConnectOptions): ConnectOptions {
    return target.backend === 'local' && target.roots[0] === '' ? { ...target, roots: [this.#options.sandboxDirectory] } : target;
  }

  /** The list has changed: it is kept, and told. */
  changed(): void {
    this.book.remember(this.all.flatMap(({ source }) => (source.id === SANDBOX_ID ? [] : [source])));
    this.tellSources();
    for (const outbox of this.#outboxes) outbox.send(this.#offers());
    this.#options.onSources?.();
  }

  /** The windows begin a source anew, whose keys are cut into other rows. */
  showAnew(held: HeldSource): void {
    this.#forget(held.source.id);
    this.changed();
    for (const outbox of this.#outboxes) this.#introduce(held, outbox);
  }

  infos(): SourceInfo[] {
    return this.all.map(({ info }) => info);
  }

  tellSources(): void {
    const sources = this.infos();
    for (const outbox of this.#outboxes) outbox.send({ kind: 'sources', sources });
  }

  tellStatus(held: HeldSource): void {
    const { id } = held.source;
    // one that was removed or replaced may still be on its way out
    if (this.#held.get(id) !== held) return;
    const { status } = held;
    for (const outbox of this.#outboxes) outbox.send({ kind: 'status', sourceId: id, status });
  }

  #offers(): { kind: 'offers'; recents: readonly SourceDraft[]; environment: readonly SourceDraft[] } {
    const environment = (this.#options.environment ?? []).filter((draft) => !this.find(draft));
    return { kind: 'offers', recents: this.book.recents(), environment };
  }

  #introduce({ source: { id }, session, status }: HeldSource, outbox: Outbox): void {
    outbox.send({ kind: 'status', sourceId: id, status });
    outbox.send({ kind: 'denied', sourceId: id, denied: session.denied });
    outbox.list(id, session.mirror);
  }

  #forget(id: SourceId): void {
    for (const outbox of this.#outboxes) {
      outbox.forget(id);
      outbox.send({ kind: 'forget', sourceId: id });
    }
  }

  #follow(held: HeldSource): void {
    const { session } = held;
    const { id } = held.source;
    const isHere = (): boolean => this.#held.get(id) === held;
    session.listen({
      listed: () => {
        if (!isHere()) return;
        for (const outbox of this.#outboxes) {
          outbox.forget(id);
          outbox.list(id, session.mirror);
        }
      },
      denied: () => {
        if (!isHere()) return;
        for (const outbox of this.#outboxes) outbox.send({ kind: 'denied', sourceId: id, denied: session.denied });
      },
      changed: (changes, at, view) => {
        if (!isHere()) return;
        for (const outbox of this.#outboxes) outbox.changed(id, changes, at, view);
      },
      tick: () => this.tellStatus(held),
      phase: (phase) => {
        this.tellStatus(held);
        if (!isHere()) return;
        // it may have closed by itself
        if (phase.kind === 'closed') this.tellSources();
        if (phase.kind === 'live') this.book.noteConnected(id);
        this.#options.onPhase?.(held.source, phase, held.status);
      },
    });
  }
}
