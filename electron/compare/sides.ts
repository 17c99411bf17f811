/**
 * The sides of a comparison, each taken at one moment. What a side may not read, or has not read, it does not know: that nothing is
 * seen there never counts as absent.
 */
import type { HeldSource } from '../sessions/held-source';
import type { Past } from '../sessions/past';
import { knowing } from '../writes/mirror-tree';
import { failed, fault, ok, type Result } from '../../shared/fault';
import type { SideFacts } from '../../shared/model/comparison';
import { compareKeys, type Key } from '../../shared/model/key';
import { defaultKeyRules } from '../../shared/model/key-rules';
import type { PastMoment } from '../../shared/model/past';
import { holdsRoot, rootsText } from '../../shared/model/roots';
import { isSecretKey } from '../../shared/model/secret-keys';
import { separatorOf } from '../../shared/model/source';
import { parentPath, znodeRoot } from '../../shared/model/znode-path';
import type { Item, Side } from '../../shared/plans/compare';
import { spanOf, type Span, type TreePlace } from '../../shared/plans/tree';
import { sorting, type Work } from '../../shared/plans/work';
import type { FileKeys } from './key-files';

export interface TakenSide extends Side {
  readonly items: readonly Item[];
  readonly facts: SideFacts;
  /** The source; absent where it is a file. */
  readonly held?: HeldSource;
  /** Whether a key that is not among the items is known not to exist. */
  knows(key: Key): boolean;
  /** Whether a key has to have its parents here. */
  readonly needsParents: boolean;
  /** Whether an item is there only to hold others. */
  isFolder(item: Item): boolean;
}

export type LiveSource = Pick<HeldSource, 'source' | 'session' | 'capabilities'>;

/** A prefix as people write it: with its separator at the end it means what begins so, without it a key with all below it. */
export function spanOfPrefix(place: TreePlace, prefix: Key): Span {
  const separator = separatorOf(place);
  if (place.backend === 'zookeeper') return spanOf(place, znodeRoot(prefix));
  return prefix === '' || prefix.endsWith(separator) ? { below: prefix } : spanOf(place, prefix);
}

/** Why a source cannot be looked at; undefined where it can. */
export const notLive = ({ source, session }: LiveSource) =>
  session.phase.kind === 'live' && session.mirror.listed ? undefined : fault('unreachable', 'compare-not-live', { name: source.name });

/** The entries of a span now, the top first, then in the order of their keys. */
export function entriesIn({ session: { mirror } }: LiveSource, { top, below }: Span): Item[] {
  const own = top === undefined ? undefined : mirror.get(top);
  const items: Item[] = mirror.sorted().filter(({ key }) => key.startsWith(below) && key !== top);
  return own ? [own, ...items] : items;
}

/** The entries of a span in a past state, in the same order. */
function pastIn({ entries }: Past, { top, below }: Span): Item[] {
  const own = top === undefined ? undefined : entries.get(top);
  const items: Item[] = [...entries.values()].filter(({ key }) => key.startsWith(below) && key !== top);
  // as they come from a store they are in order
  if (items.some(({ key }, index) => compareKeys(items[index - 1]?.key ?? '', key) > 0)) items.sort((a, b) => compareKeys(a.key, b.key));
  return own ? [own, ...items] : items;
}

const momentOf = ({ at, seenAt, told, away }: Past): PastMoment => ({ at, told, ...(seenAt !== undefined && { seenAt }), ...(away && { away }) });

/** What is not known of a span. */
export function gapsIn({ session: { mirror, denied } }: LiveSource, { top, below }: Span): Pick<SideFacts, 'denied' | 'unloaded'> {
  const inSpan = (key: Key): boolean => key === top || key.startsWith(below);
  const covered =
    denied.readable?.some(({ from, to }) => compareKeys(from, below) <= 0 && (to === undefined || (compareKeys(below, to) < 0 && !to.startsWith(below)))) ?? true;
  const unloaded = [...(mirror.folders ?? [])].filter(([key, folder]) => inSpan(key) && !(folder.loaded && folder.through === undefined));
  return { denied: denied.keys.filter((key) => inSpan(key) || below.startsWith(`${key}/`)).length + (covered ? 0 : 1), unloaded: unloaded.length };
}

/** What a source holds under a prefix, or once held. What may not be read now is not known of the past either. */
export function* sideOfSource(held: HeldSource, prefix: Key, past?: Past): Work<Result<TakenSide>> {
  const refusal = past ? undefined : notLive(held);
  if (refusal) return failed(refusal);
  const { source, session, capabilities } = held;
  const span = spanOfPrefix(source, prefix);
  if (source.backend !== 'local' && !source.roots.some((root) => holdsRoot(source.backend, root, span.below))) {
    return failed(fault('invalid', 'compare-outside', { key: prefix, root: rootsText(source.roots), name: source.name }));
  }
  const items = past ? pastIn(past, span) : entriesIn(held, span);
  // of the same moment as the items: what is loaded later is not among them
  const folders = session.mirror.folders && new Map(session.mirror.folders);
  const isKnown = knowing(source, session.denied);
  const facts: SideFacts = { keys: items.length, at: past?.at ?? session.mirror.at, ...(past && { past: momentOf(past) }), ...gapsIn(held, span) };
  const needsParents = capabilities.parents === 'required';
  const parents = needsParents ? yield* parentsOf(items) : undefined;
  return ok({
    span,
    items,
    held,
    facts,
    knows: (key) => isKnown(key, folders),
    needsParents,
    isFolder: ({ key, value }) => (value?.length ?? 0) === 0 && parents?.has(key) === true,
  });
}

/**
 * What a file holds, lying where the other side's keys do, which this separator cuts. One that does not say what it holds was written by
 * hand, or by a version that knew the default rules only and left secrets out unless it was asked for them.
 */
export function* sideOfFile({ records, span: written, holds, broken }: FileKeys, other: Span, separator: string): Work<TakenSide> {
  const span = spanOfFile(records.map(({ key }) => key), written, other);
  const within = records.filter(({ key }) => key === span.top || key.startsWith(span.below));
  const items = yield* sorting(within, (a, b) => (a.key === span.top ? -1 : b.key === span.top ? 1 : compareKeys(a.key, b.key)));
  const parents = yield* parentsOf(items);
  const unread = new Set(broken);
  const isLeftOut = (key: Key): boolean => isSecretKey(key, undefined, separator) || isSecretKey(key, defaultKeyRules.secretPatterns, separator);
  return {
    span,
    items,
    facts: { keys: items.length, denied: 0, unloaded: 0 },
    knows: (key) => !unread.has(key) && (holds === 'all' || (holds === 'unsaid' && !isLeftOut(key))),
    needsParents: false,
    isFolder: ({ key, value }) => value === null && parents.has(key),
  };
}

/** A file that does not say what it was made of holds whole keys if all of them lie where the other side's do, otherwise what follows a prefix. */
function spanOfFile(keys: readonly Key[], written: Span, other: Span): Span {
  if (written.top !== undefined || written.below !== '') return written;
  if (keys.every((key) => key === other.top || key.startsWith(other.below))) return other;
  return { below: keys.every((key) => key.startsWith('/')) ? '/' : '' };
}

function* parentsOf(items: readonly Item[]): Work<ReadonlySet<Key>> {
  const parents = new Set<Key>();
  for (const { key } of items) {
    yield;
    parents.add(parentPath(key));
  }
  return parents;
}
