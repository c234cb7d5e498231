import { describe, expect, test } from "vitest";
import { otlpJson } from "../../src/importers/otlp/otlp-json.ts";
import { OtlpLines } from "../../src/importers/otlp/otlp-lines.ts";
import { SpanWriter } from "../../src/importers/spans/span-row.ts";
import { corpus, emptyImport, type Imported, importWith, sinkInto } from "../support/importing.ts";
import { otlpRequest, otlpSpan } from "../support/otlp.ts";
import { seededRandom } from "../support/random.ts";

/** Reads lines the quick way alone; null for a line that it leaves to the parser. */
function quick(lines: readonly string[]): { readonly imported: Imported; readonly taken: boolean[] } {
  const imported = emptyImport();
  const writer = new SpanWriter(sinkInto(imported));
  const reader = new OtlpLines(writer);
  const taken = lines.map((line, place) => {
    const bytes = new TextEncoder().encode(`${line}\n`);
    return reader.read(bytes, new DataView(bytes.buffer), 0, bytes.length - 1, place + 1);
  });
  writer.finish();
  return { imported, taken };
}

const comparable = ({ spans, unmapped, records, issues, documents }: Imported) => ({
  spans: spans.map(({ source_row, attributes, ...row }) => ({ ...row, attributes: [...attributes!] })),
  unmapped: [...unmapped].sort(),
  records,
  issues: issues.map(({ reason }) => reason),
  documents,
});

/** The same through the parser: pretty-printed values are never lines. */
async function parsed(lines: readonly string[]): Promise<Imported> {
  return importWith(otlpJson, lines.map((line) => JSON.stringify(JSON.parse(line), null, 1)).join("\n"));
}

const texts = [
  "",
  "plain",
  'say "hi"',
  "back\\slash",
  "tab\tand\nline",
  "é ü 漢字 🙂",
  "\u2028",
  "<b>&amp;</b>",
  "}}]},{",
  '{"a":[1,{"b":"}}"}]}',
  "x".repeat(5000),
];

function randomValue(random: () => number, depth = 0): object {
  const pick = Math.floor(random() * (depth > 2 ? 7 : 10));
  const integer = Math.floor((random() - 0.5) * 1e6);
  if (pick < 3) return { stringValue: texts[Math.floor(random() * texts.length)] };
  if (pick === 3) return { intValue: String(integer) };
  if (pick === 4) return { intValue: integer };
  if (pick === 5) return { doubleValue: [random(), 0.5, 1e-9, 1e300, -2, 1.1, "NaN"][Math.floor(random() * 7)] };
  if (pick === 6) return random() < 0.5 ? { boolValue: random() < 0.5 } : {};
  if (pick === 7) return { bytesValue: "AAEC" };
  const values = Array.from({ length: Math.floor(random() * 3) }, () => randomValue(random, depth + 1));
  if (pick === 8) return { arrayValue: { values } };
  return { kvlistValue: { values: values.map((value, place) => ({ key: `k${place}`, value })) } };
}

const keys = [
  "gen_ai.request.model",
  "input.value",
  "custom.a",
  "custom.b",
  'odd "key"',
  "llm.token_count.prompt",
  "tenant.id",
  "",
  "retrieval.documents.0.document.id",
];

function randomSpan(random: () => number): object {
  const fields: Record<string, unknown> = {
    attributes: undefined,
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: Math.floor(random() * 2 ** 48)
      .toString(16)
      .padStart(16, "0"),
    name: texts[Math.floor(random() * texts.length)],
  };
  if (random() < 0.3)
    fields.status = [{}, { code: 2, message: 'no "answer"' }, { code: 1 }, { code: "STATUS_CODE_ERROR" }][
      Math.floor(random() * 4)
    ];
  if (random() < 0.2)
    fields.events = [
      { name: "e", timeUnixNano: "1776000000000000001", attributes: [{ key: "a", value: randomValue(random) }] },
    ];
  if (random() < 0.2) fields.links = [{ traceId: "a".repeat(32), spanId: "b".repeat(16), attributes: [] }];
  if (random() < 0.2) fields.parentSpanId = "b7ad6b7169203331";
  if (random() < 0.1) fields.startTimeUnixNano = 1776000000;
  if (random() < 0.1) fields.droppedAttributesCount = 3;
  if (random() < 0.1) fields.traceState = "a=b";
  if (random() < 0.2) fields.flags = 257;
  if (random() < 0.1) fields.unknown = { deep: ["}", { a: '"' }] };
  const attributes = keys.filter(() => random() < 0.5).map((key) => ({ key, value: randomValue(random) }));
  return { ...otlpSpan(fields), attributes };
}

function randomLines(seed: number, count: number): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const spans = Array.from({ length: Math.floor(random() * 5) + 1 }, () => randomSpan(random));
    const request = otlpRequest(
      spans,
      random() < 0.7 ? { "service.name": "agent" } : { "service.name": "other", "tenant.id": 'a "b"' },
    );
    return JSON.stringify(request);
  });
}

describe("lines read the quick way", () => {
  test("give what a parser gives, for spans of every sort", async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const lines = randomLines(seed, 30);
      const { imported, taken } = quick(lines);
      expect(taken.every(Boolean)).toBe(true);
      expect(comparable(imported)).toEqual(comparable(await parsed(lines)));
    }
  });

  test("give what a parser gives, however the blanks are set", async () => {
    const lines = randomLines(99, 20);
    const spaced = lines.map((line) => JSON.stringify(JSON.parse(line), null, 1).replaceAll(/\n */g, " "));
    const { imported, taken } = quick(spaced);
    expect(taken.every(Boolean)).toBe(true);
    expect(comparable(imported)).toEqual(comparable(await parsed(lines)));
  });

  test("are those of a real run", async () => {
    const lines = new TextDecoder().decode(corpus("otlp-derived/packet-panic-R1.otlp.jsonl")).trim().split("\n");
    const { imported, taken } = quick(lines);
    expect(taken).toEqual([true, true, true, true, true]);
    expect(comparable(imported)).toEqual(comparable(await parsed(lines)));
  });

  test.each([
    ["snake_case keys", '{"resource_spans":[]}'],
    ["log records", '{"resourceLogs":[]}'],
    ["a list of requests", `[${JSON.stringify(otlpRequest([otlpSpan()]))}]`],
    ["two values", `${JSON.stringify(otlpRequest([otlpSpan()]))} {}`],
    ["a resource behind its spans", '{"resourceSpans":[{"scopeSpans":[{"spans":[]}],"resource":{}}]}'],
    ["a scope behind its spans", '{"resourceSpans":[{"scopeSpans":[{"spans":[],"scope":{}}]}]}'],
    ["a cut", JSON.stringify(otlpRequest([otlpSpan()])).slice(0, -3)],
    ["nothing", ""],
    ["a span in snake_case", '{"resourceSpans":[{"scopeSpans":[{"spans":[{"trace_id":"a"}]}]}]}'],
    [
      "an attribute nested without end",
      `{"resourceSpans":[{"scopeSpans":[{"spans":[{"spanId":"a","attributes":[{"key":"a","value":${'{"arrayValue":{"values":['.repeat(300)}${"]}}".repeat(300)}}]}]}]}]}`,
    ],
  ])("leave %s to the parser", (_, line) => {
    expect(quick([line]).taken).toEqual([false]);
  });

  test("a line that turns out otherwise half-way gives each span once", async () => {
    const spans = Array.from({ length: 5 }, (_, place) => otlpSpan({ spanId: String(place + 1).padStart(16, "0") }));
    const line = JSON.stringify(otlpRequest(spans, { host: "h" })).replace(
      '"spanId":"0000000000000004"',
      '"span_id":"0000000000000004"',
    );
    const imported = await importWith(otlpJson, `${line}\n${line}\n`);
    const ids = spans.map((_, place) => String(place + 1).padStart(16, "0"));
    expect(imported.spans.map(({ span_id }) => span_id).sort()).toEqual([...ids, ...ids].sort());
    expect([imported.records, imported.issues, imported.unmapped.get("host")]).toEqual([10, [], 10]);
  });

  test("a file in another form is not tried for ever, and still read", async () => {
    const other = `{"resource_spans":[{"scope_spans":[{"spans":[${JSON.stringify(otlpSpan())}]}]}]}\n`;
    const usual = `${JSON.stringify(otlpRequest([otlpSpan()]))}\n`;
    const imported = await importWith(otlpJson, other.repeat(300) + usual.repeat(3));
    expect([imported.records, imported.spans.length]).toEqual([303, 303]);
  });

  test("more keys than are remembered are all counted", async () => {
    const lines = Array.from({ length: 300 }, (_, line) => {
      const attributes = Object.fromEntries(Array.from({ length: 100 }, (_, place) => [`key.${line}.${place}`, "v"]));
      return JSON.stringify(otlpRequest([otlpSpan({ attributes: { ...attributes, same: 1 } })]));
    });
    const imported = await importWith(otlpJson, `${lines.join("\n")}\n`);
    expect(imported.unmapped.size).toBe(30_001);
    expect(imported.unmapped.get("same")).toBe(300);
    expect([...imported.unmapped.values()].filter((spans) => spans === 1).length).toBe(30_000);
  });
});
