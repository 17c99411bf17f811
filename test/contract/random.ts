/** Seeded chance, so that a failing run can be repeated. */
export interface Random {
  /** An integer in [0, below). */
  below(limit: number): number;
  /** Whether a chance of `per` in a hundred came true. */
  percent(per: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** Bytes of any kind. */
  bytes(length: number): Uint8Array;
}

/** A generator for this seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    percent: (per) => below(100) < per,
    pick: (from) => {
      const picked = from[below(from.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
  };
}
