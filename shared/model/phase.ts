import type { Fault } from '../fault';

/** Where a source's live connection stands. Data stays on screen in every phase and is marked stale outside `live`. */
export type Phase =
  | { readonly kind: 'connecting' }
  /** `total` is about how many keys will come, where that is known from before. */
  | { readonly kind: 'syncing'; readonly received: number; readonly total?: number }
  | { readonly kind: 'live' }
  /** Not connected; the next try starts at `retryAt`, milliseconds since 1970, or where there is none as soon as somebody has helped. */
  | { readonly kind: 'suspended'; readonly fault: Fault; readonly retryAt?: number }
  | { readonly kind: 'closed'; readonly fault?: Fault };
