import { binomialDraw } from "./binomial-draw.ts";
import type { ItemKinds } from "./kinds.ts";
import { type Random, seededRandom } from "./random.ts";
import { type ResamplingOptions, resampling } from "./resampling.ts";

/** Bootstrap draws of items of which only the kind matters. */
export interface KindDraws {
  /** How many items or clusters are drawn. */
  readonly units: number;
  /** How many items of each kind the next draw has. The array is used again by the next call. */
  draw(): Float64Array;
  /** What is left without each unit; units that leave the same behind come once, with how many they are. */
  without(): Iterable<{ readonly times: Float64Array; readonly units: number }>;
}

/** From so many items on it costs less to draw their number at once than one by one. */
const manyItems = 8;

/**
 * How often each kind occurs in n items drawn with replacement is multinomial, so its counts are drawn one after
 * another as binomials, each given those before it. Kinds of few items are drawn together, item by item. That is the
 * same as to draw all items one by one and count them, but costs O(kinds) a draw. Clusters are drawn whole.
 *
 * Throws when clusters are given for another number of items, or the seed is no whole number.
 */
export function kindDraws(kinds: ItemKinds, options: ResamplingOptions = {}): KindDraws {
  return options.clusters ? ofClusters(kinds, options) : ofItems(kinds, seededRandom(options.seed ?? 1));
}

function ofItems({ of, sizes }: ItemKinds, random: Random): KindDraws {
  const large = Uint32Array.from(sizes.keys()).filter((kind) => (sizes[kind] as number) >= manyItems);
  const others = of.filter((kind) => (sizes[kind] as number) < manyItems);
  const times = new Float64Array(sizes.length);
  return {
    units: of.length,
    draw() {
      times.fill(0);
      let [left, among] = [of.length, of.length];
      for (const kind of large) {
        const drawn = binomialDraw(random, left, (sizes[kind] as number) / among);
        times[kind] = drawn;
        left -= drawn;
        among -= sizes[kind] as number;
      }
      for (; left > 0; left--) {
        const kind = others[random.below(others.length)] as number;
        times[kind] = (times[kind] as number) + 1;
      }
      return times;
    },
    *without() {
      for (const [kind, units] of sizes.entries()) {
        if (units === 0) continue;
        const rest = sizes.slice();
        rest[kind] = units - 1;
        yield { times: rest, units };
      }
    },
  };
}

function ofClusters({ of, sizes }: ItemKinds, options: ResamplingOptions): KindDraws {
  const plan = resampling(of.length, options);
  const times = new Float64Array(sizes.length);
  return {
    units: plan.units,
    draw: () => count(of, plan.draw(), times),
    *without() {
      for (let unit = 0; unit < plan.units; unit++)
        yield { times: count(of, plan.without(unit), new Float64Array(sizes.length)), units: 1 };
    },
  };
}

function count(of: Uint32Array, items: Uint32Array, times: Float64Array): Float64Array {
  times.fill(0);
  for (let place = 0; place < items.length; place++) {
    const kind = of[items[place] as number] as number;
    times[kind] = (times[kind] as number) + 1;
  }
  return times;
}
