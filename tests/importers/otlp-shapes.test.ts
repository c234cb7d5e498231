import { tableFromIPC } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { otlpJson } from "../../src/importers/otlp/otlp-json.ts";
import { SpanBatches } from "../../src/importers/span-batches.ts";
import { corpus, emptyImport, type Imported, importWith, inputOf, sinkInto } from "../support/importing.ts";
import { otlpRequest, otlpSpan } from "../support/otlp.ts";
import { seededRandom } from "../support/random.ts";

type Rows = readonly Record<string, unknown>[];

interface Read {
  readonly imported: Imported;
  readonly rows: Rows;
  /** How many of the rows came as a row, and not from bytes. */
  readonly asRows: number;
}

/** Reads as the application does: spans may go from bytes into columns. */
async function fromBytes(content: string | Uint8Array, chunk = 65_536): Promise<Read> {
  const imported = emptyImport();
  const rows: Record<string, unknown>[] = [];
  let asRows = 0;
  const spanBatches = new SpanBatches(({ stream }) => {
    for (const row of tableFromIPC(stream).toArray()) rows.push({ ...row.toJSON(), attributes: pairs(row.attributes) });
  });
  const sink = {
    ...sinkInto(imported),
    spanBatches,
    span: (row: Imported["spans"][number]) => {
      asRows += 1;
      spanBatches.append(row);
    },
  };
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  await otlpJson.read(inputOf(bytes, chunk, new AbortController().signal), sink);
  spanBatches.flushAll();
  return { imported, rows: sorted(rows), asRows };
}

function pairs(attributes: unknown): [string, unknown][] {
  return attributes === null ? [] : Object.entries((attributes as { toJSON(): object }).toJSON());
}

function sorted(rows: Rows): Rows {
  const key = (row: Record<string, unknown>) => `${String(row.source_row).padStart(9)} ${row.span_id} ${row.name}`;
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The same without columns to put bytes into: each span becomes a row. */
async function expectSame(content: string | Uint8Array, chunk?: number): Promise<Read> {
  const read = await fromBytes(content, chunk);
  const plain = await importWith(otlpJson, content, { chunk });
  const { spans, drains: _, ...others } = plain;
  const { spans: none, drains: __, ...found } = read.imported;
  expect(none).toEqual([]);
  expect(found).toEqual(others);
  const rows = sorted(
    spans.map((row) => ({ ...row, attributes: Object.entries(Object.fromEntries(row.attributes!)) })),
  );
  expect(read.rows).toEqual(rows);
  return read;
}

const texts = [
  "",
  "plain",
  "a text of more than two dozen characters",
  'say "hi"',
  '"quoted"',
  "back\\slash\t\n\r\b\f/",
  "é ü 漢字 🙂 \u2028",
  '{"page_content":1}',
  "AGENT",
  "RETRIEVER",
  "LLM",
  "unknown",
  "openai.chat",
  "12",
];

const keys = [
  ...["openinference.span.kind", "gen_ai.request.model", "gen_ai.system", "llm.token_count.prompt", "llm.cost.total"],
  ...["gen_ai.usage.output_tokens", "tenant.id", "session.id", "input.value", "output.value", "custom", "service.name"],
];

function value(random: () => number): object {
  const pick = Math.floor(random() * 8);
  if (pick < 4) return { stringValue: texts[Math.floor(random() * texts.length)] };
  const integer = Math.floor(random() * 5000) - 100;
  if (pick === 4) return { intValue: String(integer) };
  if (pick === 5) return { intValue: integer };
  if (pick === 6) return { doubleValue: [0.5, 1, -0, 1e-7, 0.000001234, 123456.789, 1e21, integer / 64][integer & 7] };
  return { boolValue: random() < 0.5 };
}

function shapedSpan(random: () => number, shape: number, index: number): object {
  const dice = seededRandom(shape + 1);
  const attributes = keys
    .filter(() => dice() < 0.5)
    .map((key) => ({ key, value: random() < 0.1 ? value(random) : usual(key, random, dice) }));
  return {
    ...otlpSpan({
      attributes: undefined,
      spanId: (index + 1).toString(16).padStart(16, "0"),
      ...(dice() < 0.5 ? { parentSpanId: random() < 0.9 ? "b7ad6b7169203331" : "" } : {}),
      name: random() < 0.5 ? "chat gpt" : texts[Math.floor(random() * texts.length)],
      kind: dice() < 0.5 ? 3 : "SPAN_KIND_SERVER",
      startTimeUnixNano: `17760000${String(Math.floor(random() * 100)).padStart(2, "0")}${String(Math.floor(random() * 1e9)).padStart(9, "0")}`,
      endTimeUnixNano: `1776000${dice() < 0.9 ? 1 : 0}00${String(Math.floor(random() * 1e9)).padStart(9, "0")}`,
      status: random() < 0.5 ? { code: 1 } : { code: 2, message: texts[Math.floor(random() * texts.length)] },
      ...(random() < 0.05 ? { events: [{ name: "exception", attributes: [] }] } : { events: [] }),
      ...(dice() < 0.3 ? { droppedAttributesCount: random() < 0.9 ? 0 : 2 } : {}),
    }),
    attributes,
  };
}

function usual(key: string, random: () => number, dice: () => number): object {
  if (key.includes("token")) return { intValue: dice() < 0.5 ? Math.floor(random() * 1e5) : String(index(random)) };
  if (key.includes("cost")) return { doubleValue: Math.floor(random() * 1e6) / 1e6 };
  if (key.endsWith("kind")) return { stringValue: ["LLM", "AGENT", "RETRIEVER", "TOOL"][index(random) & 3] };
  return { stringValue: texts[1 + (index(random) % (texts.length - 1))] };
}

function index(random: () => number): number {
  return Math.floor(random() * 1e5);
}

function lines(seed: number, count: number, shapes: number): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, line) => {
    const spans = Array.from({ length: 6 }, (_, at) =>
      shapedSpan(random, Math.floor(random() * shapes), line * 6 + at),
    );
    const service = ["agent", "other", "ä"][Math.floor(random() * 3)] as string;
    return JSON.stringify(otlpRequest(spans, random() < 0.5 ? { "service.name": service } : { "tenant.id": service }));
  });
}

describe("spans that go from bytes into columns", () => {
  test("are the rows that they would be otherwise, few of a shape and many", async () => {
    for (let seed = 1; seed <= 3; seed += 1) {
      const few = await expectSame(lines(seed, 100, 5).join("\n"), 3000);
      expect(few.asRows).toBeLessThan(few.rows.length * 0.75);
    }
    const many = await expectSame(`${lines(9, 500, 2).join("\n")}\n`);
    expect(many.asRows).toBeLessThan(many.rows.length * 0.5);
  });

  test("are the same with blanks between, and with every character escaped", async () => {
    const plain = lines(11, 100, 3);
    const spaced = plain.map((line) => JSON.stringify(JSON.parse(line), null, 1).replaceAll(/\n */g, " "));
    const escaped = plain.map((line) =>
      line.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
    );
    const [first, ...others] = await Promise.all([plain, spaced, escaped].map((text) => expectSame(text.join("\n"))));
    for (const { rows } of others) expect(rows).toEqual(first?.rows);
  });

  test("are the same where lines are damaged, cut or of another kind", async () => {
    const random = seededRandom(21);
    for (let round = 0; round < 16; round += 1) {
      const whole = lines(100 + round, 10, 2);
      const damaged = whole.map((line) => (random() < 0.7 ? line : damage(line, random)));
      await expectSame(damaged.join(random() < 0.9 ? "\n" : "\r\n"), 500 + index(random));
    }
  });

  test("are told apart from those that wait for a resource behind them", async () => {
    const spans = Array.from({ length: 5_100 }, (_, at) =>
      otlpSpan({ spanId: (at + 1e6).toString(16).padStart(16, "0") }),
    );
    const { resourceSpans } = otlpRequest(spans) as { resourceSpans: { resource: object; scopeSpans: object[] }[] };
    const turned = resourceSpans.map(({ resource, scopeSpans }) => ({ scopeSpans, resource }));
    const before = lines(31, 10, 1);
    const waiting = JSON.stringify({ resourceSpans: turned }, null, 1);
    const { rows } = await expectSame([...before, '{"resourceLogs":[]}', waiting, ...before].join("\n"), 10_000);
    expect(rows.filter(({ service }) => service === "agent").length).toBeGreaterThan(5_100);
  });

  test.each(["otlp-derived/packet-panic-R1.otlp.jsonl"])("are those of a real run: %s", async (name) => {
    await expectSame(corpus(name));
    await expectSame(corpus(name), 1000);
  });
});

/** A line with something about it that is wrong, or only unusual. */
function damage(line: string, random: () => number): string {
  const at = Math.floor(random() * line.length);
  const pick = Math.floor(random() * 9);
  if (pick === 0) return line.slice(0, at);
  if (pick === 1) return line.slice(0, at) + line.slice(at + 1);
  if (pick === 2) return `${line.slice(0, at)}"${line.slice(at)}`;
  if (pick === 3) return `${line.slice(0, at)}\\${line.slice(at)}`;
  if (pick === 4) return `${line.slice(0, at)}\n${line.slice(at)}`;
  if (pick === 5) return line.replace('"spanId"', '"span_id"');
  if (pick === 6) return line.replaceAll("resourceSpans", "resource_spans");
  if (pick === 7) return `[${line},\n${line}]`;
  return "";
}
