import { seededRandom } from "../tests/support/random.ts";

// Made-up records of formats that the corpus has no large file of, each by its number alone.

const words = "refund order account invoice delivery late customer ticket policy answer please thanks agent".split(" ");

/** Words with a line break after every twelve and one of them in quotes, as answers of models have them. */
export function sentence(index: number, length: number): string {
  const random = seededRandom(index);
  const word = (at: number) => {
    const chosen = words[Math.floor(random() * words.length)];
    return (at === 5 ? `"${chosen}"` : chosen) + (at % 12 === 11 ? "\n" : " ");
  };
  return Array.from({ length }, (_, at) => word(at))
    .join("")
    .trim();
}

function vector(index: number, length: number): number[] {
  const random = seededRandom(index);
  return Array.from({ length }, () => Math.round((random() - 0.5) * 1e8) / 1e8);
}

/** A line with a vector. */
export function vectorRow(index: number): string {
  return JSON.stringify({
    id: `doc-${index}`,
    text: sentence(index, 40),
    embedding: vector(index, 384),
    source: "guide",
  });
}

/** Lists side by side, as Chroma gives them. */
export function chroma(count: number): string {
  const of = <Value>(make: (index: number) => Value) =>
    JSON.stringify(Array.from({ length: count }, (_, at) => make(at)));
  const lists = [
    `"ids":${of((index) => `doc-${index}`)}`,
    `"embeddings":${of((index) => vector(index, 384))}`,
    `"documents":${of((index) => sentence(index, 40))}`,
    `"metadatas":${of((index) => ({ source: "guide", page: index % 200 }))}`,
  ];
  return `{${lists.join(",")}}`;
}

export function pairwiseRow(index: number): string {
  const [input, output_1, output_2] = [12, 60, 50].map((length, at) => sentence(3 * index + at, length));
  return JSON.stringify({ input, output_1, output_2, label: 1 + (index % 2) });
}

export function promptVersion(index: number): string {
  const createdAt = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString();
  const prompt = [
    { role: "system", content: sentence(index, 80) },
    { role: "user", content: "{{question}}" },
  ];
  return JSON.stringify({
    id: `prompt-${index}`,
    createdAt,
    updatedAt: createdAt,
    createdBy: "rater-1",
    prompt,
    name: `support-${index % 50}`,
    version: Math.floor(index / 50) + 1,
    type: "chat",
    config: { model: "gpt-4o", temperature: 0 },
    tags: ["support"],
    labels: index % 50 === 0 ? ["production"] : [],
    commitMessage: sentence(index, 5),
  });
}

export function traceEvent(index: number): string {
  const [name, pid, tid] = [`step ${index % 7}`, 1 + (index % 3), 1 + (index % 5)];
  const args = { model: "gpt-4o", input: sentence(index, 20), tokens: index % 900 };
  return JSON.stringify({ ph: "X", name, cat: "llm", ts: 1000 * index, dur: 900, pid, tid, args });
}

export function consoleSpan(index: number): string {
  const hex = (digits: number) => `0x${(index + 1).toString(16).padStart(digits, "7")}`;
  const start = Date.UTC(2026, 3, 12) + 10 * index;
  const iso = (ms: number) => new Date(ms).toISOString().replace("Z", "123Z");
  const context = { trace_id: hex(32), span_id: hex(16), trace_state: "[]" };
  const span = {
    name: "chat gpt-4o",
    context,
    kind: "SpanKind.CLIENT",
    parent_id: null,
    start_time: iso(start),
    end_time: iso(start + 900),
    status: { status_code: "UNSET" },
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "gpt-4o",
      "gen_ai.usage.input_tokens": 12 + (index % 900),
      "gen_ai.usage.output_tokens": index % 300,
      "input.value": sentence(index, 60),
      "output.value": sentence(index + 1, 60),
    },
    events: [],
    links: [],
    resource: { attributes: { "service.name": "agent" }, schema_url: "" },
  };
  return JSON.stringify(span, null, 4);
}
