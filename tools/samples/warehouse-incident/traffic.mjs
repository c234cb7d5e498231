import { random } from "../random.mjs";
import { answerQuestion } from "./agent.mjs";
import { at, changes, dateOf, days, questionsOn, second, sittingTime } from "./calendar.mjs";
import { tenants } from "./catalogue.mjs";
import { question } from "./question.mjs";

/** Every trace of the four weeks, by start: a list of lists of spans, the root first. */
export function traffic(seed) {
  const traces = [];
  for (let date = 1; date <= days; date++) traces.push(...tracesOf(seed, date));
  return traces.sort((a, b) => a[0].start - b[0].start);
}

function tracesOf(seed, date) {
  const dice = random(`${seed}/day/${date}`);
  const wanted = questionsOn(date, dice);
  const traces = [];
  for (let nth = 0; traces.length < wanted; nth++)
    traces.push(...sitting(seed, date, dice, wanted - traces.length, traces.length, nth));
  return traces;
}

// Somebody is at work when the warehouse is changed, so that the data shows the moment and not only the day.
const changedOn = dateOf(changes.warehouse.moment);
const aroundChange = [-150 * second, 5 * second].map((offset) => changes.warehouse.moment + offset);

/** One user's questions in a row, each asked some time after the answer to the one before. */
function sitting(seed, date, dice, most, number, nth) {
  const who = visitor(dice, date);
  const length = Math.min(
    most,
    dice.weighted([
      [1, 5],
      [2, 4],
      [3, 2],
      [4, 1],
    ]),
  );
  const traces = [];
  let now = (date === changedOn && aroundChange[nth]) || at(date) + sittingTime(dice);
  for (let i = 0; i < length; i++) {
    const own = random(`${seed}/trace/${date}/${number + i}`);
    const spans = answerQuestion(own, question(own, now), who, now);
    traces.push(spans);
    now = spans[0].end + dice.integer(20, 240) * second + dice.integer(0, second - 1);
  }
  return traces;
}

const users = numberedUsers();

function numberedUsers() {
  let count = 0;
  return new Map(tenants.map(({ name, users: n }) => [name, Array.from({ length: n }, () => userId(++count))]));
}

function userId(number) {
  return `u-${String(number).padStart(4, "0")}`;
}

function visitor(dice, date) {
  const weights = tenants.map(({ name, weight }) => [name, name === "harbor" && date >= 8 ? weight * 1.7 : weight]);
  const tenant = dice.weighted(weights);
  return { tenant, user: dice.pick(users.get(tenant)), session: `s-${dice.hex(10)}` };
}
