import { random } from "../random.mjs";
import { milliseconds, second } from "./calendar.mjs";

const columns = "score_id,target_type,target_id,name,value_num,value_str,source,rater,time_ns";

/** A judge's word on every answer, some seconds after it: whether the articles found carry it. */
export function scores(seed, asked) {
  const lines = asked.map(({ question, spans: [root] }, place) => {
    const dice = random(`${seed}/judge/${place}`);
    const value = question.topic.field === "law" ? dice.between(0.18, 0.62) : dice.between(0.66, 0.99);
    const time = `${milliseconds(root.end + dice.integer(2, 9) * second)}000000`;
    return `g-${String(place + 1).padStart(4, "0")},trace,${root.traceId},groundedness,${value.toFixed(2)},,judge,gpt-4.1,${time}`;
  });
  return `${[columns, ...lines].join("\n")}\n`;
}
