import type { Input, Sink } from "../importer.ts";
import { isObject, type JsonObject, tryParseJson } from "../json/json.ts";
import { sniffDialect } from "../tables/csv-dialect.ts";
import { CsvScanner } from "../tables/csv-scanner.ts";
import { type PromptfooResults, type Run, unknownRun } from "./promptfoo-results.ts";

const ofOutput = new Set(["Status", "Score", "Named Scores", "Reasoning", "Grader Reason", "Comment"]);
const labelled = /^\[([^\]]+)\] ([\s\S]*)$/;
const passed = /^\[(PASS|FAIL|ERROR)\] ?/;

/** One prompt's columns: the output, and what is said of it in the columns that follow. */
interface Group {
  readonly output: number;
  readonly provider: string;
  readonly prompt: string;
  readonly about: ReadonlyMap<string, number>;
}

/** A file that is cut within its first rows may not look like a table at all, so its first line is looked at too. */
export function isPromptfooTable(columns: readonly string[] | null, text: string): boolean {
  const names = columns ?? (text.split("\n", 1)[0] ?? "").split(/[,\t]/);
  if (names.includes("Grader Reason") && names.some((name) => name.trim() === "Comment")) return true;
  return names.some((name) => labelled.test(name)) && /(?:^|[,\t"])\[(?:PASS|FAIL|ERROR)\] /m.test(text);
}

/** The CSV has one row per test case, and repeats the names of its columns for every prompt: only the place tells. */
export async function readPromptfooCsv(input: Input, sink: Sink, results: PromptfooResults): Promise<void> {
  const dialect = sniffDialect(input.sample.text ?? "", input.sample.whole) ?? { delimiter: 0x2c, newline: 0x0a };
  const rows = new CsvResults(new CsvScanner(dialect), results);
  for await (const chunk of input.utf8()) {
    rows.push(chunk);
    results.tellCount();
    await sink.drain();
  }
  rows.end();
}

class CsvResults {
  private readonly decoder = new TextDecoder();
  private readonly run: Run = { ...unknownRun };
  private groups: readonly Group[] | null = null;
  private names: readonly string[] = [];
  private rows = 0;

  constructor(
    private readonly scanner: CsvScanner,
    private readonly results: PromptfooResults,
  ) {}

  push(chunk: Uint8Array): void {
    this.scanner.push(chunk);
    this.records();
  }

  end(): void {
    this.scanner.end();
    this.records();
  }

  private records(): void {
    while (this.scanner.next()) {
      const cells = Array.from({ length: this.scanner.cells }, (_, cell) => this.cell(cell));
      if (this.groups !== null) this.row(cells, this.groups);
      else if (cells.length > 1) this.begin(cells);
    }
  }

  private begin(names: readonly string[]): void {
    this.names = names;
    this.groups = groupsOf(names);
  }

  private row(cells: readonly string[], groups: readonly Group[]): void {
    const place = { line: this.scanner.line };
    const first = groups[0]?.output ?? 0;
    const common = { testIdx: this.rows, ...this.testCase(cells, first), ...this.behind(cells, groups) };
    this.rows += 1;
    let given = 0;
    for (const [promptIdx, group] of groups.entries()) {
      if (cells[group.output] === undefined || isEmptyGroup(cells, group)) continue;
      this.results.take({ ...common, promptIdx, ...resultOf(cells, group) }, place, this.run);
      given += 1;
    }
    if (given === 0) this.results.lose(place, "a row of promptfoo's table has no outputs");
  }

  private testCase(cells: readonly string[], end: number): JsonObject {
    const vars: Record<string, string> = Object.create(null);
    const testCase: Record<string, string> = {};
    for (let at = 0; at < end; at += 1) {
      const name = this.names[at] ?? "";
      if (name === "Description" && at === 0) testCase.description = cells[at] ?? "";
      else vars[name] = cells[at] ?? "";
    }
    return { vars, ...(testCase.description ? { testCase } : {}) };
  }

  /** What stands behind the last prompt's columns: the metadata of a red team's run. */
  private behind(cells: readonly string[], groups: readonly Group[]): JsonObject {
    const last = groups.at(-1);
    const end = last === undefined ? 0 : Math.max(last.output, ...last.about.values()) + 1;
    const metadata: Record<string, string> = Object.create(null);
    for (let at = end; at < cells.length; at += 1)
      if (cells[at]) metadata[this.names[at] ?? `column ${at + 1}`] = cells[at] ?? "";
    return Object.keys(metadata).length === 0 ? {} : { metadata };
  }

  private cell(index: number): string {
    const { bytes, starts, ends, quotes } = this.scanner;
    const text = this.decoder.decode(bytes.subarray(starts[index], ends[index]));
    return quotes[index] === 3 ? text.replaceAll('""', '"') : text;
  }
}

function groupsOf(names: readonly string[]): readonly Group[] {
  const groups: Group[] = [];
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] ?? "";
    const about = new Map<string, number>();
    for (let next = at + 1; isAbout(names[next]); next += 1) about.set(names[next] ?? "", next);
    if (isAbout(name) || (about.size === 0 && !labelled.test(name))) continue;
    const [, provider = "", prompt = name] = labelled.exec(name) ?? [];
    groups.push({ output: at, provider, prompt, about });
  }
  return groups;
}

function isAbout(name: string | undefined): boolean {
  return name !== undefined && (ofOutput.has(name) || name.startsWith("Metric: "));
}

function isEmptyGroup(cells: readonly string[], { output, about }: Group): boolean {
  return !cells[output] && [...about.values()].every((at) => !cells[at]);
}

function resultOf(cells: readonly string[], group: Group): JsonObject {
  const about = (name: string) => cells[group.about.get(name) ?? -1] ?? "";
  const whole = cells[group.output] ?? "";
  const mark = group.about.has("Status") ? null : passed.exec(whole);
  const status = mark?.[1] ?? about("Status");
  const reason = about("Grader Reason");
  const reasoning = about("Reasoning");
  const failed =
    status === "ERROR" ? { failureReason: 2, error: reason } : { failureReason: status === "FAIL" ? 1 : 0 };
  return {
    ...(group.provider === "" ? {} : { provider: group.provider }),
    prompt: { label: group.prompt },
    response: {
      output: mark === null ? whole : whole.slice(mark[0].length),
      ...(reasoning === "" ? {} : { reasoning }),
    },
    ...(status === "" ? {} : { success: status === "PASS", ...failed }),
    score: about("Score") === "" ? null : Number(about("Score")),
    namedScores: namedScores(cells, group, about("Named Scores")),
    gradingResult: { reason, comment: about("Comment") },
  };
}

function namedScores(cells: readonly string[], { about }: Group, json: string): JsonObject {
  const named = tryParseJson(json);
  if (isObject(named)) return named;
  const metrics = [...about].filter(([name, at]) => name.startsWith("Metric: ") && cells[at]);
  return Object.fromEntries(metrics.map(([name, at]) => [name.slice(8), Number(cells[at])]));
}
