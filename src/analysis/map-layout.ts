import type { MapCurve } from "./umap-curve.ts";

/** What draws points together: entry e pulls point heads[e] and tails[e] towards each other, by weights[e]. */
export interface Springs {
  readonly heads: Int32Array;
  readonly tails: Int32Array;
  readonly weights: Float32Array;
}

export interface MapLayoutOptions {
  readonly curve: MapCurve;
  readonly epochs: number;
  readonly seed: number;
  /** How large the first steps are, 1 unless given. */
  readonly rate?: number;
  /** Other points that each pulled point is pushed from, 5 unless given. */
  readonly pushes?: number;
  /**
   * Points that do not move, x and y by turns. Given, tails are among these, and only these push. Left out, heads and
   * tails are of the same points and all move.
   */
  readonly frozen?: Float32Array;
}

/**
 * Lays points out by UMAP's stochastic gradient descent (McInnes, Healy and Melville, arXiv 1802.03426, §3.2), edge by
 * edge in their order, so that the same seed gives the same bits. `positions`, x and y by turns, change in place.
 * What curve and distance give is looked up in a table, to within 0.4 %, because powers would take most of the time.
 * One epoch is O(edges · pushes).
 */
export class MapLayout {
  readonly epochs: number;
  #epoch = 0;
  readonly #positions: Float32Array;
  readonly #frozen: Float32Array | null;
  readonly #heads: Int32Array;
  readonly #tails: Int32Array;
  readonly #every: Float32Array;
  readonly #next: Float32Array;
  readonly #nextPush: Float32Array;
  readonly #rate: number;
  readonly #pushes: number;
  readonly #pull: Float32Array;
  readonly #push: Float32Array;
  #random: number;

  constructor(positions: Float32Array, springs: Springs, options: MapLayoutOptions) {
    const { curve, epochs, seed, rate = 1, pushes = 5, frozen = null } = options;
    const strong = strongEdges(springs.weights, epochs);
    this.epochs = epochs;
    this.#positions = positions;
    this.#frozen = frozen;
    this.#heads = strong.edges.map((edge) => springs.heads[edge] as number);
    this.#tails = strong.edges.map((edge) => springs.tails[edge] as number);
    this.#every = Float32Array.from(strong.edges, (edge) => strong.strongest / (springs.weights[edge] as number));
    this.#next = this.#every.slice();
    this.#nextPush = this.#every.map((every) => every / pushes);
    this.#rate = rate;
    this.#pushes = pushes;
    this.#pull = byDistance((squared) => pull(squared, curve));
    this.#push = byDistance((squared) => push(squared, curve));
    this.#random = Math.imul(seed | 0, 0x9e3779b1) ^ 0x2545f491 || 1;
  }

  get epoch(): number {
    return this.#epoch;
  }

  get isDone(): boolean {
    return this.#epoch >= this.epochs;
  }

  /** Runs one epoch. */
  step(): void {
    const rate = this.#rate * (1 - this.#epoch / this.epochs);
    this.#epoch++;
    this.#random = this.#frozen
      ? runEpoch(this.#work, this.#frozen, this.#epoch, rate, this.#random, false)
      : runEpoch(this.#work, this.#positions, this.#epoch, rate, this.#random, true);
  }

  get #work(): Work {
    return {
      positions: this.#positions,
      heads: this.#heads,
      tails: this.#tails,
      every: this.#every,
      next: this.#next,
      nextPush: this.#nextPush,
      pushes: this.#pushes,
      pull: this.#pull,
      push: this.#push,
    };
  }
}

interface Work {
  readonly positions: Float32Array;
  readonly heads: Int32Array;
  readonly tails: Int32Array;
  readonly every: Float32Array;
  readonly next: Float32Array;
  readonly nextPush: Float32Array;
  readonly pushes: number;
  readonly pull: Float32Array;
  readonly push: Float32Array;
}

// The bits of a single-precision number, less its last 16: exponent and 7 bits of what follows it, 128 steps an octave.
const [bits, number] = aliases();
const lowest = bitsOf(2 ** -24);
const steps = bitsOf(2 ** 16) - lowest;

function aliases(): [Int32Array, Float32Array] {
  const memory = new ArrayBuffer(4);
  return [new Int32Array(memory), new Float32Array(memory)];
}

function bitsOf(value: number): number {
  number[0] = value;
  return (bits[0] as number) >>> 16;
}

function byDistance(coefficient: (squared: number) => number): Float32Array {
  return Float32Array.from({ length: steps }, (_, step) => {
    bits[0] = ((step + lowest) << 16) | 0x8000;
    return coefficient(number[0] as number);
  });
}

function pull(squared: number, { a, b }: MapCurve): number {
  return (-2 * a * b * squared ** (b - 1)) / (1 + a * squared ** b);
}

function push(squared: number, { a, b }: MapCurve): number {
  return (2 * b) / ((0.001 + squared) * (1 + a * squared ** b));
}

/** Edges too weak to pull even once are left out. */
function strongEdges(weights: Float32Array, epochs: number): { edges: Int32Array; strongest: number } {
  const strongest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  const edges = Int32Array.from(weights.keys()).filter((edge) => (weights[edge] as number) >= strongest / epochs);
  return { edges: strongest > 0 ? edges : new Int32Array(0), strongest };
}

/** Gives the state of the random numbers afterwards. All in one function, because a call per pair would double its time. */
function runEpoch(
  work: Work,
  others: Float32Array,
  epoch: number,
  rate: number,
  start: number,
  bothMove: boolean,
): number {
  const { positions, heads, tails, every, next, nextPush, pushes, pull, push } = work;
  const count = others.length / 2;
  let random = start;
  for (let edge = 0; edge < heads.length; edge++) {
    if ((next[edge] as number) > epoch) continue;
    const interval = every[edge] as number;
    next[edge] = (next[edge] as number) + interval;
    const head = 2 * (heads[edge] as number);
    const tail = 2 * (tails[edge] as number);
    let x = positions[head] as number;
    let y = positions[head + 1] as number;
    const alongX = x - (others[tail] as number);
    const alongY = y - (others[tail + 1] as number);
    number[0] = alongX * alongX + alongY * alongY;
    const near = ((bits[0] as number) >>> 16) - lowest;
    if (near >= 0) {
      const strength = pull[near < steps ? near : steps - 1] as number;
      const byX = rate * clipped(strength * alongX);
      const byY = rate * clipped(strength * alongY);
      x += byX;
      y += byY;
      if (bothMove) {
        others[tail] = (others[tail] as number) - byX;
        others[tail + 1] = (others[tail + 1] as number) - byY;
      }
    }
    const pushEvery = interval / pushes;
    const due = Math.floor((epoch - (nextPush[edge] as number)) / pushEvery);
    for (let turn = 0; turn < due; turn++) {
      random ^= random << 13;
      random ^= random >>> 17;
      random ^= random << 5;
      const other = 2 * Math.floor((random >>> 0) * 2.3283064365386963e-10 * count);
      if (bothMove && other === head) continue;
      const awayX = x - (others[other] as number);
      const awayY = y - (others[other + 1] as number);
      number[0] = awayX * awayX + awayY * awayY;
      const far = ((bits[0] as number) >>> 16) - lowest;
      if (far < 0) continue;
      const strength = push[far < steps ? far : steps - 1] as number;
      x += rate * clipped(strength * awayX);
      y += rate * clipped(strength * awayY);
    }
    nextPush[edge] = (nextPush[edge] as number) + due * pushEvery;
    positions[head] = x;
    positions[head + 1] = y;
  }
  return random;
}

function clipped(step: number): number {
  return step > 4 ? 4 : step < -4 ? -4 : step;
}
