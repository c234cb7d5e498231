/** June 2026 in microseconds since its first midnight (UTC), which is a Monday. */

export const epoch = 1_780_272_000_000_000_000n;

export const second = 1_000_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
export const days = 28;

/** The moment of a day of June: `at(15, 6)` is 15 June 2026 06:00 UTC. */
export function at(date, hours = 0, minutes = 0) {
  return (date - 1) * day + hours * hour + minutes * minute;
}

/** What was changed, and when. The prompt has nothing to do with what happened. */
export const changes = {
  prompt: at(10, 9, 30),
  index: at(13, 2, 0),
  terms: at(16, 8, 0),
};

/** How far the move to other questions has gone, from 0 to 1: it begins with the letter about the new terms. */
export function moved(moment) {
  return Math.min(1, Math.max(0, (moment - changes.terms) / (4 * day)));
}

const hourWeights = [2, 4, 6, 8, 9, 8, 7, 7, 8, 8, 7, 7, 8, 9, 7, 4].map((weight, place) => [7 + place, weight]);

/** When somebody asks: microseconds into the day. */
export function askingTime(random) {
  return random.weighted(hourWeights) * hour + random.integer(0, hour - 1);
}

export function questionsOn(date, random) {
  return (date - 1) % 7 >= 5 ? random.integer(33, 37) : random.integer(39, 43);
}

/** A moment as "2026-06-15T06:00:00.000Z". */
export function isoTime(moment) {
  return new Date(milliseconds(moment)).toISOString();
}

export function milliseconds(moment) {
  return Number(epoch / 1_000_000n) + Math.floor(moment / 1000);
}
