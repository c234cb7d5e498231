/** A source of random numbers that gives the same numbers for the same seed, on every machine. */
export interface Random {
  /** A number in [0, 1) with 53 random bits. */
  next(): number;
  /** A whole number from 0 to bound − 1. No value is off by more than bound / 2³² of its chance. */
  below(bound: number): number;
  /** A standard normal number (Box and Muller, Annals of Mathematical Statistics 29, 1958, 610–611). */
  normal(): number;
  /** Fills `into` with whole numbers from 0 to bound − 1: the indices of a bootstrap draw. */
  fill(into: Uint32Array, bound: number): void;
}

/**
 * xoshiro128** of Blackman and Vigna (ACM Transactions on Mathematical Software 47, 2021, article 36): period 2¹²⁸ − 1.
 * Its four words of state are filled from the seed by a 32-bit SplitMix, as its authors advise.
 *
 * O(1) a number. Throws when the seed is no whole number.
 *
 *     const random = seededRandom(7);
 *     random.below(6) + 1; // a die
 */
export function seededRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new Error(`seededRandom: the seed must be a whole number: ${seed}`);
  const state = stateFrom(seed);
  const below = (bound: number) => Math.floor(word(state) * 2 ** -32 * bound);
  const next = () => (word(state) >>> 5) * 2 ** -27 + (word(state) >>> 6) * 2 ** -53;
  return {
    next,
    below,
    normal: () => Math.sqrt(-2 * Math.log1p(-next())) * Math.cos(2 * Math.PI * next()),
    fill(into, bound) {
      for (let place = 0; place < into.length; place++) into[place] = below(bound);
    },
  };
}

function stateFrom(seed: number): Int32Array {
  const mix = splitMix((seed >>> 0) ^ Math.imul(Math.floor(seed / 2 ** 32), 0x85ebca6b));
  return Int32Array.from({ length: 4 }, mix);
}

function splitMix(seed: number): () => number {
  let counter = seed | 0;
  return () => {
    counter = (counter + 0x9e3779b9) | 0;
    let mixed = Math.imul(counter ^ (counter >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}

/** The next 32 random bits, as a number from 0 to 2³² − 1. */
function word(state: Int32Array): number {
  const first = state[0] as number;
  const second = state[1] as number;
  const scrambled = Math.imul(rotate(Math.imul(second, 5), 7), 9);
  const two = (state[2] as number) ^ first;
  const three = (state[3] as number) ^ second;
  state[0] = first ^ three;
  state[1] = second ^ two;
  state[2] = two ^ (second << 9);
  state[3] = rotate(three, 11);
  return scrambled >>> 0;
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
