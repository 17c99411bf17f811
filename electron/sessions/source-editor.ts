/** Changes to sources that are in the list: what they name, their place, their secrets, and taking them off and bringing them back. */
import type { KeptSecrets } from '../../shared/model/source-answers';
import { fault, failed, ok, type Fault, type Result } from '../../shared/fault';
import { freeName, separatorOf, type SecretsChange, type Source, type SourceDraft, type SourceId, type SourceSecrets } from '../../shared/model/source';
import { checkSource } from '../../shared/model/source-check';
import type { Secrets, TakenSecrets } from '../settings/secrets';
import { MOST_SOURCES } from '../settings/settings';
import type { Shelf } from './shelf';
import { asAnswered, SANDBOX_ID, sameConnection, sameTarget, settled } from './source-list';
import { followingSecrets } from './source-secrets';

/** What a removal took away. */
interface Removed {
  readonly source: Source;
  readonly index: number;
  readonly secrets: TakenSecrets;
  readonly open: boolean;
  readonly readOnly: boolean;
}

export class SourceEditor {
  readonly #shelf: Shelf;
  readonly #secrets: Secrets;
  /** Only the last: its secrets must not live on in memory for long. */
  #removed: Removed | undefined;

  constructor(shelf: Shelf, secrets: Secrets) {
    this.#shelf = shelf;
    this.#secrets = secrets;
  }

  /** Why a source cannot be kept like this; `id` is its own where it is there already. */
  refusal(draft: SourceDraft, id?: SourceId): Fault | undefined {
    if (id === undefined && this.#shelf.isFull) return fault('invalid', 'sources-many', { limit: MOST_SOURCES });
    if (this.#shelf.names(id).includes(draft.name)) return fault('invalid', 'source-exists', { name: draft.name });
    return checkSource(draft)[0]?.fault;
  }

  /** Changes a source. Only where it names something else, or has other secrets, is it connected anew; then nothing of before is kept. */
  async change(id: SourceId, given: SourceDraft, change: SecretsChange = {}): Promise<Result<Source>> {
    const held = this.#shelf.get(id);
    if (!held) return unknownSource();
    const draft = settled(given, process.cwd());
    const refusal = id === SANDBOX_ID ? notTheSandbox() : this.refusal(draft, id);
    if (refusal) return failed(refusal);
    const before = held.source;
    const source = { ...asAnswered(before, draft), id };
    const kept = this.#secrets.get(id);
    const following = followingSecrets(before, draft, kept, change);
    const sameSecrets = following.password === kept.password && following.passphrase === kept.passphrase;
    if (!sameSecrets) this.#secrets.set(id, following);
    if (sameSecrets && sameConnection(before, draft)) {
      held.source = source;
      if (separatorOf(source) === separatorOf(before)) this.#shelf.changed();
      else this.#shelf.showAnew(held);
      return ok(source);
    }
    const { isOpen } = held.session;
    if (!sameTarget(before, draft)) this.#shelf.book.retire(before);
    const successor = this.#shelf.put(source, held.readOnly);
    this.#shelf.changed();
    this.#shelf.tellStatus(successor);
    await held.session.close();
    // removed or changed again meanwhile
    if (isOpen && this.#shelf.get(id) === successor) this.#shelf.open(successor);
    return ok(source);
  }

  /** Takes a source off the list. Until the next one is removed it can be brought back. */
  async remove(id: SourceId): Promise<Result<null>> {
    const held = this.#shelf.get(id);
    if (!held) return unknownSource();
    if (id === SANDBOX_ID) return failed(notTheSandbox());
    const { source, readOnly, session } = held;
    this.#shelf.book.retire(source);
    const index = this.#shelf.take(id);
    this.#removed = { source, index, secrets: this.#secrets.take(id), open: session.isOpen, readOnly };
    this.#shelf.changed();
    await session.close();
    return ok(null);
  }

  /** Brings the source back that was removed last: with its id, in its place, with its secrets, and open if it was. */
  restore(id: SourceId): Result<Source> {
    const removed = this.#removed;
    if (removed?.source.id !== id || this.#shelf.get(id)) return failed(fault('invalid', 'removed-unknown'));
    const source = { ...removed.source, name: freeName(removed.source.name, this.#shelf.names()) };
    const refusal = this.refusal(source);
    if (refusal) return failed(refusal);
    this.#removed = undefined;
    this.#secrets.giveBack(id, removed.secrets);
    const held = this.#shelf.put(source, removed.readOnly);
    this.#shelf.move(id, removed.index);
    this.#shelf.changed();
    this.#shelf.tellStatus(held);
    this.#shelf.book.unretire(source);
    if (removed.open) this.#shelf.open(held);
    return ok(source);
  }

  /** Moves a source to a place of the list, 1 being the first behind the sandbox. */
  move(id: SourceId, to: number): Result<null> {
    if (id === SANDBOX_ID) return failed(notTheSandbox());
    if (!this.#shelf.get(id)) return unknownSource();
    this.#shelf.move(id, to);
    this.#shelf.changed();
    return ok(null);
  }

  /** Takes what was asked for, and tries at once. */
  async unlock(id: SourceId, given: SourceSecrets): Promise<Result<null>> {
    const held = this.#shelf.get(id);
    if (!held) return unknownSource();
    this.#secrets.set(id, { ...this.#secrets.get(id), ...given });
    // an attempt under way still has the old ones
    if (held.session.phase.kind === 'connecting') await held.session.close();
    held.session.retry();
    this.#shelf.tellSources();
    return ok(null);
  }

  /** Which secrets of a source are kept, and whether for longer than this run. */
  keptSecrets(id: SourceId): Result<KeptSecrets> {
    if (!this.#shelf.get(id)) return unknownSource();
    const { password, passphrase } = this.#secrets.get(id);
    return ok({ password: password !== undefined, passphrase: passphrase !== undefined, lasting: this.#secrets.lasting });
  }
}

/** The fault of an id that names no source. */
export const unknownSource = (): Result<never> => failed(fault('invalid', 'source-unknown'));
const notTheSandbox = (): Fault => fault('invalid', 'invalid-request', { detail: 'the sandbox cannot be removed, changed or moved' });
