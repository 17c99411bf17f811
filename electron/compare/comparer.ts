/**
 * Comparisons: made in slices, so that watches and the window go on meanwhile, and kept as they were, so that what somebody chooses is
 * what they looked at. What is made of a choice carries the state that was compared: a key that moved since is a conflict.
 */
import { randomUUID } from 'node:crypto';
import { aloneValue } from '../sessions/alone';
import type { HeldSource } from '../sessions/held-source';
import { inSlices } from '../sessions/in-slices';
import { MirrorTree } from '../writes/mirror-tree';
import { notePromoted } from '../settings/promoted-secrets';
import { failed, fault, ok, type Result } from '../../shared/fault';
import {
  BEGINNING_BYTES, MOST_CHANGES, placeKinds, PLACE_ROWS,
  type Comparison, type PromotionWay, type PlaceKind, type PlaceRow, type PlaceValues, type PlaceView, type ShellCommands, type SideChoice, type ValueBeginning,
} from '../../shared/model/comparison';
import type { Key } from '../../shared/model/key';
import { isSecretKey } from '../../shared/model/secret-keys';
import { separatorOf } from '../../shared/model/source';
import { compareTrees, keyAt, promoting, type Item, type TreeDifference } from '../../shared/plans/compare';
import { compiling } from '../../shared/plans/compile';
import { fitting } from '../../shared/plans/fit';
import type { Intention } from '../../shared/plans/intention';
import { packing, type PackedChanges } from '../../shared/plans/packed';
import type { Work } from '../../shared/plans/work';
import type { KeyFiles } from './key-files';
import { planCommands } from './shell';
import { sideOfFile, sideOfSource, spanOfPrefix, type TakenSide } from './sides';

/** Most comparisons that are kept; the oldest is forgotten. */
const MOST_KEPT = 2;

interface Place {
  readonly at: Key;
  readonly kind: PlaceKind;
  readonly left?: Item;
  readonly right?: Item;
}

interface Kept {
  readonly left: TakenSide;
  readonly right: TakenSide;
  readonly places: readonly Place[];
}

/** Which places, and what is to become of them. */
export interface Choice {
  readonly direction: PromotionWay;
  readonly indexes: Uint32Array;
  /** Whether what is only on the side that is changed is deleted there. */
  readonly deletions: boolean;
}

export class Comparer {
  readonly #held: (sourceId: string) => Result<HeldSource>;
  readonly #files: KeyFiles;
  readonly #kept = new Map<string, Kept>();

  constructor(held: (sourceId: string) => Result<HeldSource>, files: KeyFiles) {
    this.#held = held;
    this.#files = files;
  }

  /** Compares two sides as they are now, or were once. */
  async compare(leftChoice: SideChoice, rightChoice: SideChoice): Promise<Result<Comparison>> {
    const [left, right] = await Promise.all([this.#side(leftChoice, rightChoice), this.#side(rightChoice, leftChoice)]);
    if (!left.ok) return left;
    if (!right.ok) return right;
    const { places, counts, folders } = await inSlices(placing(left.value, right.value));
    const id = randomUUID();
    this.#kept.set(id, { left: left.value, right: right.value, places });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
    }
    const kinds = Uint8Array.from(places, ({ kind }) => placeKinds.indexOf(kind));
    return ok({ id, counts, kinds, folders, left: left.value.facts, right: right.value.facts });
  }

  /** Indexes of the places in view, in their order. */
  view(id: string, { kinds, text }: PlaceView): Result<Uint32Array> {
    const kept = this.#of(id);
    if (!kept.ok) return kept;
    const shown = new Set(kinds);
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const indexes: number[] = [];
    for (const [index, { kind, at }] of kept.value.places.entries()) {
      if (!shown.has(kind)) continue;
      const lower = words.length > 0 ? at.toLowerCase() : '';
      if (words.every((word) => lower.includes(word))) indexes.push(index);
    }
    return ok(Uint32Array.from(indexes));
  }

  /** Places by their indexes, {@link PLACE_ROWS} at most. */
  rows(id: string, indexes: readonly number[]): Result<readonly PlaceRow[]> {
    const kept = this.#of(id);
    if (!kept.ok) return kept;
    const sides = [kept.value.left, kept.value.right];
    return ok(
      indexes.slice(0, PLACE_ROWS).flatMap((index): PlaceRow[] => {
        const place = kept.value.places[index];
        if (!place) return [];
        const { at, kind, left, right } = place;
        return [{ at, kind, secret: isSecretPlace(at, sides), ...(left && { left: beginningOf(left) }), ...(right && { right: beginningOf(right) }) }];
      }),
    );
  }

  /** A place in full. */
  values(id: string, index: number): Result<PlaceValues> {
    const kept = this.#of(id);
    if (!kept.ok) return kept;
    const place = kept.value.places[index];
    if (!place) return failed(fault('invalid', 'comparison-forgotten'));
    const { left, right } = kept.value;
    return ok({
      leftKey: keyAt(left.span, place.at) ?? '',
      rightKey: keyAt(right.span, place.at) ?? '',
      ...(place.left && { left: aloneValue(place.left.value ?? null) }),
      ...(place.right && { right: aloneValue(place.right.value ?? null) }),
    });
  }

  /** What makes one side as the other is at the chosen places. */
  async changes(id: string, choice: Choice): Promise<Result<PackedChanges['intentions']>> {
    const chosen = await this.#chosen(id, choice);
    if (!chosen.ok) return chosen;
    const { intentions, secrets } = chosen.value;
    for (const intention of intentions) if (intention.kind === 'set' && secrets.has(intention.key)) notePromoted(intention.key, intention.value);
    return ok((await inSlices(packing({ title: '', reason: '', intentions }))).intentions);
  }

  /** The same as commands of the changed store's own shell. */
  async commands(id: string, choice: Choice): Promise<Result<ShellCommands>> {
    const chosen = await this.#chosen(id, choice);
    if (!chosen.ok) return chosen;
    const { held, intentions, secrets } = chosen.value;
    const { plan, problems } = await inSlices(compiling({ title: '', reason: '', intentions }, new MirrorTree(held.source, held.capabilities, held.session)));
    const [problem] = problems;
    if (problem) return failed(problem.fault);
    const fit = plan && (await inSlices(fitting(plan, held.capabilities)));
    return planCommands(held, fit?.kind === 'one' ? [fit.plan] : fit?.kind === 'steps' ? fit.steps : [], secrets);
  }

  async #chosen(id: string, { direction, indexes, deletions }: Choice): Promise<Result<{ readonly held: HeldSource; readonly intentions: readonly Intention[]; readonly secrets: ReadonlySet<Key> }>> {
    const kept = this.#of(id);
    if (!kept.ok) return kept;
    const { left, right, places } = kept.value;
    const { held, span, facts } = direction === 'to-right' ? right : left;
    if (!held) return failed(fault('invalid', 'compare-into-file'));
    if (facts.past) return failed(fault('invalid', 'compare-into-past', { name: held.source.name }));
    function* chosen(): Generator<TreeDifference> {
      for (const index of indexes.slice().sort()) {
        const place = places[index];
        const difference = place && differenceOf(place, direction);
        if (difference && (deletions || difference.kind !== 'only-right')) yield difference;
      }
    }
    const intentions = await inSlices(promoting(chosen(), span));
    if (intentions.length > MOST_CHANGES) return failed(fault('too-large', 'too-many-changes', { count: intentions.length, limit: MOST_CHANGES }));
    const secrets = new Set<Key>();
    for (const index of indexes) {
      const at = places[index]?.at;
      const key = at !== undefined && isSecretPlace(at, [left, right]) ? keyAt(span, at) : undefined;
      if (key !== undefined) secrets.add(key);
    }
    return ok({ held, intentions, secrets });
  }

  #of(id: string): Result<Kept> {
    const kept = this.#kept.get(id);
    return kept ? ok(kept) : failed(fault('invalid', 'comparison-forgotten'));
  }

  async #side(choice: SideChoice, other: SideChoice): Promise<Result<TakenSide>> {
    if (choice.kind === 'source') {
      const { sourceId, prefix, moment } = choice;
      const held = this.#held(sourceId);
      if (!held.ok) return held;
      if (moment === undefined) return inSlices(sideOfSource(held.value, prefix));
      const past = await held.value.session.lookBack.pastAt(moment, new AbortController().signal);
      return past.ok ? inSlices(sideOfSource(held.value, prefix, past.value)) : past;
    }
    const file = this.#files.get(choice.fileId);
    if (!file) return failed(fault('invalid', 'file-forgotten'));
    const beside = other.kind === 'source' ? this.#held(other.sourceId) : undefined;
    const span = other.kind === 'source' && beside?.ok ? spanOfPrefix(beside.value.source, other.prefix) : { below: '' };
    return ok(await inSlices(sideOfFile(file, span, beside?.ok ? separatorOf(beside.value.source) : '/')));
  }
}

/** Every place of both sides, and how many there are of each kind. What only holds others is counted apart. */
function* placing(left: TakenSide, right: TakenSide): Work<{ readonly places: Place[]; readonly counts: Record<PlaceKind, number>; readonly folders: number }> {
  const places: Place[] = [];
  const counts: Record<PlaceKind, number> = { 'only-left': 0, 'only-right': 0, different: 0, same: 0, unknown: 0 };
  let folders = 0;
  for (const difference of compareTrees(left, right)) {
    yield;
    const place = placeOf(difference, left, right);
    if (place === 'folder') folders++;
    else {
      places.push(place);
      counts[place.kind]++;
    }
  }
  return { places, counts, folders };
}

/** A difference as a place; what is seen on one side only is absent on the other only where that one knows. */
function placeOf(difference: TreeDifference, left: TakenSide, right: TakenSide): Place | 'folder' {
  const { at } = difference;
  switch (difference.kind) {
    case 'only-left': {
      const item = difference.left;
      if (!right.needsParents && left.isFolder(item)) return 'folder';
      return { at, kind: isKnown(right, at) ? 'only-left' : 'unknown', left: item };
    }
    case 'only-right': {
      const item = difference.right;
      if (!left.needsParents && right.isFolder(item)) return 'folder';
      return { at, kind: isKnown(left, at) ? 'only-right' : 'unknown', right: item };
    }
    case 'unread':
      return { at, kind: 'unknown', left: difference.left, right: difference.right };
    default:
      return { at, kind: difference.kind, left: difference.left, right: difference.right };
  }
}

/** Whether the key of a place looks secret on any of these sides. */
const isSecretPlace = (at: Key, sides: readonly TakenSide[]): boolean =>
  sides.some(({ span, held }) => isSecretKey(keyAt(span, at) ?? '', undefined, held && separatorOf(held.source)));

function isKnown(side: TakenSide, at: Key): boolean {
  const key = keyAt(side.span, at);
  return key === undefined || side.knows(key);
}

/** A place seen from the side that is copied. */
function differenceOf({ at, kind, left, right }: Place, direction: PromotionWay): TreeDifference | undefined {
  const [from, to] = direction === 'to-right' ? [left, right] : [right, left];
  if (kind === 'unknown' || kind === 'same') return undefined;
  if (from && to) return { kind: 'different', at, left: from, right: to };
  if (from) return { kind: 'only-left', at, left: from };
  return to && { kind: 'only-right', at, right: to };
}

function beginningOf({ value = null }: Item): ValueBeginning {
  return { beginning: aloneValue(value?.subarray(0, BEGINNING_BYTES) ?? null), size: value?.length ?? 0 };
}
