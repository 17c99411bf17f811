/** How much of a store is loaded, and from which size on its user is asked first. */
import type { Fault } from '../fault';

export const loadings = ['everything', 'lazy'] as const;
/** What was answered when a store was too large to load unasked: all of it, or only the directories that are opened. */
export type Loading = (typeof loadings)[number];

/** Keys that a store had counted when it was found too large to load unasked; undefined where this is another fault. */
export const countedIn = ({ reason, params }: Fault): number | undefined =>
  reason === 'too-many-keys' || reason === 'too-much-data' ? Number(params['count']) : undefined;

/** From where on a listing does not start, or is given up. */
export interface SizeLimits {
  /** Keys under the roots, counted by the store before anything is read. */
  readonly keys: number;
  /** Bytes of keys and values, added up as they come. */
  readonly bytes: number;
}

/** Children of a folder that are read at once where a store is read as far as it is opened. */
export const PAGE_CHILDREN = 10_000;

/** What is loaded without asking. */
export const unaskedSize: SizeLimits = { keys: 1_000_000, bytes: 1024 ** 3 };
