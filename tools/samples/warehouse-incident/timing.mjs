import { changes } from "./calendar.mjs";

/** How long each step takes, in milliseconds: the median and the spread (sigma of the logarithm). */
const steps = {
  plan: [2200, 0.33],
  "embed query": [110, 0.25],
  "vector search": [240, 0.4],
  rerank: [260, 0.3],
  "write SQL": [4000, 0.33],
  "validate SQL": [1500, 0.3],
  "chart.render": [800, 0.35],
  "check answer": [380, 0.3],
  "synthesise answer": [6200, 0.33],
  "judge faithfulness": [2300, 0.3],
  "format reply": [60, 0.3],
};

export function stepTime(random, name) {
  return random.spread(...steps[name]);
}

/** The gateway cancels a statement that is not done by then. */
export const statementLimit = 240_000;

/**
 * How long a statement waits in the warehouse's queue and how long it then runs, in milliseconds.
 * On the small warehouse a statement over a big table waits for a slot and scans with an eighth of the machines;
 * one over a small table hardly notices.
 */
export function statementTime(random, table, moment) {
  const small = moment >= changes.warehouse.moment;
  const queue = small ? random.spread(...(table.big ? [41_000, 0.58] : [260, 0.5])) : random.spread(22, 0.5);
  const run = random.spread(...(table.big ? (small ? [36_000, 0.5] : [4800, 0.45]) : [small ? 1300 : 900, 0.4]));
  return { queue: Math.round(queue), run: Math.round(run) };
}

/** How long a repeated statement is held before the gateway answers that it is still waiting. */
export function heldTime(random, table, moment) {
  if (moment >= changes.warehouse.moment && table.big) return Math.round(random.spread(19_500, 0.25));
  return Math.round(random.spread(900, 0.3));
}

/** How many times an agent that is caught in a loop makes the same call, or 1 when it is not caught. */
export function repeats(random, table, moment) {
  const afflicted = moment >= changes.warehouse.moment && table.big;
  return random.chance(afflicted ? 0.11 : 0.014) ? random.integer(3, 9) : 1;
}
