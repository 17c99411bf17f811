/** The mirror of a session as plans see it: what is not loaded or may not be read is not known, which is not the same as absent. */
import type { Capabilities } from '../../shared/model/capabilities';
import { inSpan, type Denied, type KeySpan } from '../../shared/model/denied';
import { folderRule, isInView, type Folders } from '../../shared/model/folder';
import { compareKeys, type Key } from '../../shared/model/key';
import { belowText, isUnder, WholeTree, type Held, type TreePlace } from '../../shared/plans/tree';
import type { Mirror } from '../sessions/mirror';

/** Whether a key would be seen if it were there, by what may not be read and by how far these folders have been read. */
export function knowing(place: TreePlace, { keys, readable }: Denied): (key: Key, folders: Folders | null) => boolean {
  const rule = folderRule(place);
  return (key, folders) => {
    if (keys.some((top) => isUnder(place, key, top))) return false;
    return readable?.some((span) => inSpan(span, key)) !== false && isInView(folders, rule, key);
  };
}

/**
 * Made for one compilation, which is done in slices while the mirror goes on: what it has told of a key it tells again, so that a value
 * and the stamp that guards it belong together. The order of its keys is that of the moment when it was asked for first.
 */
export class MirrorTree extends WholeTree {
  readonly #mirror: Mirror;
  readonly #denied: Denied;
  readonly #isKnown: (key: Key, folders: Folders | null) => boolean;
  readonly #told = new Map<Key, Held | undefined>();

  constructor(place: TreePlace, capabilities: Capabilities, { mirror, denied }: { readonly mirror: Mirror; readonly denied: Denied }) {
    super(place, capabilities, mirror.entries, () => mirror.sorted().map(({ key }) => key));
    this.#mirror = mirror;
    this.#denied = denied;
    this.#isKnown = knowing(place, denied);
  }

  override get(key: Key): Held | undefined {
    const told = this.#told.get(key);
    if (told || this.#told.has(key)) return told;
    const held = this.#mirror.get(key);
    this.#told.set(key, held);
    return held;
  }

  override knows(key: Key): boolean {
    return this.#isKnown(key, this.#mirror.folders);
  }

  override knowsBelow(top: Key): boolean {
    const { keys, readable } = this.#denied;
    if (keys.some((key) => isUnder(this.place, key, top) || isUnder(this.place, top, key))) return false;
    const below = belowText(this.place, top);
    // a span that ends at a key in the subtree holds a part of it only
    const holds = (span: KeySpan): boolean => inSpan(span, top) && (span.to === undefined || (compareKeys(below, span.to) < 0 && !span.to.startsWith(below)));
    if (readable?.some(holds) === false) return false;
    return [...(this.#mirror.folders ?? [])].every(([key, folder]) => !isUnder(this.place, key, top) || (folder.loaded && folder.through === undefined));
  }
}
