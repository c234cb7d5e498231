import { LineCounter, parseDocument } from "yaml";
import type { Input, Sink } from "../importer.ts";
import { isObject } from "../json/json.ts";
import { textOf } from "../score-rows.ts";
import { type PromptfooResults, type Run, resultsIn } from "./promptfoo-results.ts";

/** YAML is read whole; a larger file is better exported as JSON, which is read piece by piece. */
const largest = 64 * 1024 * 1024;
const mostAliases = 1000;

export async function readPromptfooYaml(input: Input, sink: Sink, results: PromptfooResults): Promise<void> {
  const text = await wholeText(input, sink);
  if (text === null) {
    const reason = `YAML of more than ${largest / 1024 / 1024} MB is not read: export the results as JSON`;
    return results.lose({ line: 1 }, reason);
  }
  const { value, problem } = parse(text);
  if (problem !== null) results.lose({ line: problem.line }, `YAML: ${problem.reason}`);
  const summary = isObject(value) ? value : {};
  const found = resultsIn(summary);
  const run = runOf(summary);
  for (const [at, result] of found.entries()) {
    results.take(result, { line: at + 1 }, run);
    if (at % 500 === 499) await sink.drain();
  }
  if (found.length === 0 && problem === null) results.note("no results in the evaluation", { line: 1 });
}

function runOf(summary: Record<string, unknown>): Run {
  const inner = isObject(summary.results) ? summary.results : {};
  return { evalId: textOf(summary.evalId), timestamp: textOf(inner.timestamp), vars: [] };
}

interface Parsed {
  readonly value: unknown;
  readonly problem: { readonly line: number; readonly reason: string } | null;
}

/** What could be read, also of a text that is cut off, and the first thing that is wrong with it. */
function parse(text: string): Parsed {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      intAsBigInt: true,
      logLevel: "silent",
    });
    const [error] = document.errors;
    const problem = error ? { line: lines.linePos(error.pos[0]).line, reason: error.message } : null;
    return { value: plain(document.toJS({ maxAliasCount: mostAliases }), 0), problem };
  } catch (error) {
    return { value: null, problem: { line: 1, reason: error instanceof Error ? error.message : String(error) } };
  }
}

/** Whole numbers as in JSON here: digits where a double would lose some. */
function plain(value: unknown, depth: number): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (depth > 100) throw new Error("nested too deeply: more than 100 levels");
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]));
}

async function wholeText(input: Input, sink: Sink): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of input.utf8()) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > largest) return null;
    await sink.drain();
  }
  return text + decoder.decode();
}
