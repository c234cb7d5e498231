/** April 2026 in microseconds since its first midnight (UTC), which is a Wednesday. */

export const epoch = 1_775_001_600_000_000_000n;

export const second = 1_000_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** The moment of a day of April: `at(20, 14, 2)` is 20 April 2026 14:02 UTC. */
export function at(date, hours = 0, minutes = 0) {
  return (date - 1) * day + hours * hour + minutes * minute;
}

export const days = 28;

/** What was changed, and when. Only the warehouse's setting matters. */
export const changes = {
  prompt: { moment: at(9, 9, 30), before: "3.0", after: "3.1" },
  warehouse: { moment: at(20, 14, 2), before: "large", after: "x-small" },
  retrieval: { moment: at(24, 10, 15), before: "2.2", after: "2.3" },
};

export function valueAt(change, moment) {
  return moment < change.moment ? change.before : change.after;
}

export function isWeekend(date) {
  return [3, 4].includes((date - 1) % 7);
}

/** The weight of each hour of a working day, from 06:00. */
const hourWeights = [1, 3, 7, 10, 11, 9, 5, 8, 10, 9, 6, 3, 1].map((weight, i) => [6 + i, weight]);

/** When somebody sits down with a question: microseconds into the day. */
export function sittingTime(random) {
  return random.weighted(hourWeights) * hour + random.integer(0, hour - 1);
}

/** How many questions a day brings. */
export function questionsOn(date, random) {
  return isWeekend(date) ? random.integer(6, 9) : random.integer(24, 29);
}

/** "2026-04-09" for 9. */
export function isoDate(date) {
  return `2026-04-${String(date).padStart(2, "0")}`;
}

export function dateOf(moment) {
  return Math.floor(moment / day) + 1;
}
