/**
 * A seeded source of chance (xoshiro128**). It uses whole-number steps and plain arithmetic only, never Math.exp and
 * its kin, whose last bits may differ between engines: the same seed gives the same bytes on every platform.
 *
 * @param {string} seed any text; `random("traces/17")` does not depend on what other streams have drawn
 */
export function random(seed) {
  const next = words(seed);
  const unit = () => next() / 2 ** 32;
  const integer = (low, high) => low + Math.floor(unit() * (high - low + 1));
  const normal = () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += unit();
    return sum;
  };
  return {
    /** A number in [0, 1). */
    unit,
    /** A whole number from low to high, both included. */
    integer,
    /** A number in [low, high). */
    between: (low, high) => low + unit() * (high - low),
    chance: (probability) => unit() < probability,
    pick: (list) => list[integer(0, list.length - 1)],
    /** A log-normal number: half of them lie under the median, about two thirds within a factor e^±sigma. */
    spread: (median, sigma) => median * exponential(sigma * normal()),
    /** One of `[value, weight]` pairs. */
    weighted: (pairs) => pickWeighted(pairs, unit()),
    /** A number about 0 with variance 1, nearly normal: the sum of twelve uniform ones. */
    normal,
    shuffled: (list) => shuffle([...list], integer),
    hex: (digits) => {
      let text = "";
      while (text.length < digits) text += next().toString(16).padStart(8, "0");
      return text.slice(0, digits);
    },
  };
}

function pickWeighted(pairs, at) {
  let rest = at * pairs.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of pairs) {
    rest -= weight;
    if (rest < 0) return value;
  }
  return pairs[pairs.length - 1][0];
}

function shuffle(list, integer) {
  for (let i = list.length - 1; i > 0; i--) {
    const j = integer(0, i);
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}

/** e^x by its series on x / 1024, squared ten times. */
export function exponential(x) {
  const small = x / 1024;
  let term = 1;
  let sum = 1;
  for (let i = 1; i <= 12; i++) {
    term *= small / i;
    sum += term;
  }
  for (let i = 0; i < 10; i++) sum *= sum;
  return sum;
}

function words(seed) {
  let [a, b, c, d] = [1, 2, 3, 4].map((salt) => hash(`${salt}:${seed}`));
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
}

function rotate(word, bits) {
  return (word << bits) | (word >>> (32 - bits));
}

// FNV-1a over UTF-16 units, then a finishing mix so that near seeds lie far apart.
function hash(text) {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
