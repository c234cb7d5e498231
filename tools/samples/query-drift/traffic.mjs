import { random } from "../random.mjs";
import { answered } from "./assistant.mjs";
import { askingTime, at, days, moved, questionsOn } from "./calendar.mjs";
import { topics, wording } from "./topics.mjs";
import { vectorMaker } from "./vectors.mjs";

/** Every question of the four weeks, by time: `{question, spans, vector, moment}`. */
export function traffic(seed) {
  const vectorOf = vectorMaker(seed);
  const asked = [];
  for (let date = 1; date <= days; date++) {
    const dice = random(`${seed}/day/${date}`);
    const wanted = questionsOn(date, dice);
    for (let number = 0; number < wanted; number++) {
      const own = random(`${seed}/question/${date}/${number}`);
      const moment = at(date) + askingTime(own);
      const question = questionAt(own, moment);
      asked.push({ question, moment, spans: answered(own, question, moment), vector: vectorOf(question) });
    }
  }
  return asked.sort((a, b) => a.moment - b.moment);
}

function questionAt(dice, moment) {
  const far = moved(moment);
  const topic = dice.weighted(topics.map((each) => [each, each.before + far * (each.after - each.before)]));
  const channel = dice.weighted([
    ["web", 6],
    ["app", 3],
    ["mail", 1],
  ]);
  const country = dice.weighted([
    ["BE", 2],
    ["DE", 4],
    ["FR", 3],
    ["UK", 3],
  ]);
  return { topic, channel, country, ...wording(dice, topic) };
}
