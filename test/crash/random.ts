/** Numbers that look random and are the same again for the same seed (mulberry32). */
export type Random = {
  /** From 0 up to, not including, 1. */
  fraction(): number;
  /** From 0 up to, not including, `limit`. */
  below(limit: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** Another sequence, that depends on this one's seed and `salt` alone. */
  fork(salt: number): Random;
};

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(fraction() * limit);
  return {
    fraction,
    below,
    pick: ([first, ...others]) =>
      others.length === 0 ? first : (others[below(others.length + 1) - 1] ?? first),
    fork: (salt) => createRandom(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(salt + 1, 0xc2b2ae35)),
  };
}
