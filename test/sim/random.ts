/** Numbers that look random and are the same again for the same seed. Everything left to chance in a simulation comes from here. */
export type Random = {
  /** From 0 up to, not including, 1. */
  fraction(): number;
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  /** @throws {RangeError} when there is nothing to pick from. */
  pick<T>(from: readonly T[]): T;
  /** A sequence of its own, that depends on the seed and on `name` alone: what one part draws does not move the others. */
  fork(name: string): Random;
};

/** Mixes the bits of a 32-bit number (the end of MurmurHash3). */
function mixed(bits: number): number {
  let mix = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return (mix ^ (mix >>> 16)) >>> 0;
}

/** `seed`: a whole number. The generator is sfc32. */
export function createRandom(seed: number): Random {
  let a = mixed(seed);
  let b = mixed(seed ^ 0x9e3779b9);
  let c = mixed(Math.floor(seed / 2 ** 32) ^ 0x243f6a88);
  let counter = 1;

  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }
  for (let i = 0; i < 12; i++) next();

  const below = (limit: number) => Math.floor(next() * limit);
  return {
    fraction: next,
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: (probability) => next() < probability,
    pick(from) {
      const picked = from[below(from.length)];
      if (picked === undefined) throw new RangeError('nothing to pick from');
      return picked;
    },
    fork(name) {
      let hash = mixed(seed);
      for (const letter of name) hash = mixed(Math.imul(hash, 31) ^ (letter.codePointAt(0) ?? 0));
      return createRandom(hash);
    },
  };
}
