import { batchLine } from "../otlp.mjs";
import { services } from "./assistant.mjs";
import { epoch, milliseconds } from "./calendar.mjs";
import { deployments } from "./deployments.mjs";
import { archive, halves, texts, times } from "./npz.mjs";
import { scores } from "./scores.mjs";
import { traffic } from "./traffic.mjs";
import { dimensions } from "./vectors.mjs";

const seed = "query-drift/1";

/** The sample's generated files: `[path, text or bytes]` pairs. */
export function queryDrift() {
  const asked = traffic(seed);
  return [
    ["traces.otlp.jsonl", traces(asked)],
    ["embeddings.npz", embeddings(asked)],
    ["scores.csv", scores(seed, asked)],
    ["deployments.yaml", deployments()],
  ];
}

function traces(asked) {
  const lines = [];
  for (let first = 0; first < asked.length; first += 16)
    lines.push(
      batchLine(
        asked.slice(first, first + 16).flatMap(({ spans }) => spans),
        services,
        epoch,
      ),
    );
  return `${lines.join("\n")}\n`;
}

/** The questions' vectors, by the id of their trace. */
function embeddings(asked) {
  const of = (value) => texts(asked.map(value));
  return archive([
    [
      "vectors",
      halves(
        asked.map(({ vector }) => vector),
        dimensions,
      ),
    ],
    ["id", of(({ spans: [root] }) => root.traceId)],
    ["time", times(asked.map(({ moment }) => milliseconds(moment)))],
    ["text", of(({ question }) => question.text)],
    ["channel", of(({ question }) => question.channel)],
    ["country", of(({ question }) => question.country)],
    ["model", texts("shop-encoder-384")],
  ]);
}
