import { batchLine } from "../otlp.mjs";
import { random } from "../random.mjs";
import { researchBrief } from "./brief.mjs";
import { briefsPerDay, day, epoch, second, services, weeks } from "./catalogue.mjs";

const seed = "parallel-agents/1";

/** The sample's generated files: `[path, text]` pairs. */
export function parallelAgents() {
  return weeks.map((how, week) => [`traces/${how.file}.otlp.jsonl`, `${weekLines(how, week).join("\n")}\n`]);
}

/** One line for each brief's coordinator, and one for all of its web agents together. */
function weekLines(how, week) {
  const dice = random(`${seed}/week/${week}`);
  const lines = [];
  for (let number = 0; number < briefsPerDay * 7; number++) {
    const date = how.first + Math.floor(number / briefsPerDay);
    const hour = 8 + (number % briefsPerDay) * 2;
    const start = date * day + hour * 3600 * second + dice.integer(0, 5400 * second);
    const [coordinator, ...agents] = researchBrief(seed, how, week, number, start);
    lines.push(batchLine(coordinator, services, epoch), batchLine(agents.flat(), services, epoch));
  }
  return lines;
}
