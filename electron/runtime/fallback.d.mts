/** Where the assembled fallback is kept. */
export function fallbackFolder(): string;
/** True where the fallback can run. */
export function fallbackRuns(): boolean;
/** True when the fallback stands complete in the cache. */
export function fallbackReady(): boolean;
/** Assembles the fallback in the cache. */
export function assembleFallback(say: (sentence: string) => void): Promise<void>;
