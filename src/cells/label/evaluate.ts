import { QueryError } from "../../engine/engine.ts";
import { identifier } from "../../engine/sql.ts";
import { toObjects } from "../../engine/table-data.ts";
import { type CellContext, CellError } from "../../notebook/cell.ts";
import { counted } from "../../widgets/format.ts";
import { parseRubric, parseRubricFile, type Rubric, scaleValues } from "../rubric.ts";
import { shippedRubrics } from "../shipped-rubrics.ts";
import type { LabelSpec } from "./definition.ts";
import { allocate, type DrawStratum, drawSql, type ItemSource, type StratumSpread, strataSql } from "./draw.ts";
import { type ItemColumns, itemColumns, itemDocuments, itemRows, judgeCondition, judgeScores } from "./items.ts";
import { type LabelEvent, type Labelled, readLog, standings } from "./log.ts";
import type { LabelItem, LabelResult } from "./result.ts";

/** The ending of the file beside the notebook that holds its labels. */
export const logEnding = "labels.jsonl";

/** Draws the items and reads what has been labelled. */
export async function evaluate(spec: LabelSpec, context: CellContext): Promise<LabelResult> {
  const rubric = await rubricOf(spec, context);
  const columns = await itemColumns(spec, rubric, context);
  const log = await logsOf(spec, context);
  const { source, words } = await itemSource(spec, columns, context);
  const sizes = await populationOf(source, spec, context);
  const strata = allocate(sizes, spec, spreadsOf(log.events, rubric));
  const { engine, signal } = context;
  const drawn = strata.length ? toObjects(await engine.query(drawSql(source, spec, strata), { signal })) : [];
  const items = await itemsOf(drawn, strata, columns, rubric, spec, context);
  const population = sizes.reduce((sum, { size }) => sum + size, 0);
  return {
    rubric,
    cell: context.name,
    draw: { words, seed: spec.seed, population, strata },
    items,
    events: log.events,
    file: context.files.path(),
    problems: log.problems,
    notes: notesOf(items, population, spec),
  };
}

async function rubricOf({ rubric }: LabelSpec, { files }: CellContext): Promise<Rubric> {
  const shipped = Object.hasOwn(shippedRubrics, rubric) ? shippedRubrics[rubric] : undefined;
  if (shipped) return parseRubric(shipped);
  try {
    return parseRubricFile(rubric, await files.readText(rubric));
  } catch (error) {
    if (error instanceof CellError) throw error;
    const known = Object.keys(shippedRubrics).join(" and ");
    const why = error instanceof Error ? error.message : String(error);
    throw new CellError(`rubric: ${why}; ${known} come with the app, any other is a YAML file`, { key: "rubric" });
  }
}

async function logsOf({ also }: LabelSpec, { files, name }: CellContext) {
  const own = readLog(await files.readLines(logEnding), "labels");
  const others = await Promise.all(
    also.map(async (path) => {
      try {
        return readLog((await files.readText(path)).split("\n"), path);
      } catch (error) {
        throw new CellError(`also: ${error instanceof Error ? error.message : String(error)}`, { key: "also" });
      }
    }),
  );
  const all = [own, ...others];
  return {
    events: all.flatMap(({ events }) => events).filter(({ cell }) => cell === name),
    problems: all.flatMap(({ problems }) => problems),
  };
}

/** Where items come from and what a stratum is, and that in words. */
async function itemSource(
  { by, strata, judge }: LabelSpec,
  { table, id, columns }: ItemColumns,
  context: CellContext,
): Promise<{ source: ItemSource; words: string }> {
  if (by === "random") return { source: { table, id, stratum: "''" }, words: "random" };
  if (by === "stratified" && !strata)
    throw new CellError("strata: name the columns to draw by, such as [tenant]", { key: "strata" });
  const start = by === "next" ? "the next that tell most," : "stratified";
  if (strata && by !== "score") {
    const unknown = strata.find((name) => !columns.includes(name));
    if (unknown) throw new CellError(`strata: ${table} has no column ${unknown}`, { key: "strata" });
    const parts = strata.map((name) => `coalesce(CAST(${identifier(name)} AS VARCHAR), 'none')`);
    return { source: { table, id, stratum: parts.join(" || ' · ' || ") }, words: `${start} by ${strata.join(" × ")}` };
  }
  const stratum = await scoreStratum(table, id, judge, context);
  return { source: { table, id, stratum }, words: `${start} by the judge's score` };
}

/** The level of an item's judge scores: each value where they are few, fifths of them otherwise. */
async function scoreStratum(
  table: string,
  id: string,
  judge: string | undefined,
  { engine, signal }: CellContext,
): Promise<string> {
  const scored = `SELECT target_id, avg(value_num) AS score FROM scores
    WHERE value_num IS NOT NULL AND ${judgeCondition(judge)} GROUP BY target_id`;
  const sql = `SELECT count(*) AS n, count(DISTINCT score) AS levels, quantile_cont(score, [0.2, 0.4, 0.6, 0.8]) AS cuts
    FROM (${scored}) WHERE target_id IN (SELECT CAST(${identifier(id)} AS VARCHAR) FROM ${identifier(table)})`;
  const [row] = toObjects(await engine.query(sql, { signal }));
  if (!row || Number(row.n) === 0)
    throw new CellError(`by: no judge's score of these items is known${judge ? ` by the name ${judge}` : ""}`, {
      key: "by",
    });
  const score = `(SELECT score FROM (${scored}) WHERE target_id = CAST(${identifier(id)} AS VARCHAR))`;
  if (Number(row.levels) <= 7) return `coalesce('score ' || CAST(${score} AS VARCHAR), 'no score')`;
  const cuts = Array.isArray(row.cuts) ? [...new Set(row.cuts.map(Number))] : [];
  const branches = cuts.map((cut, place) => `WHEN ${score} <= ${cut} THEN 'scores, part ${place + 1}'`).join(" ");
  return `CASE WHEN ${score} IS NULL THEN 'no score' ${branches} ELSE 'scores, part ${cuts.length + 1}' END`;
}

async function populationOf(source: ItemSource, spec: LabelSpec, { engine, signal }: CellContext) {
  try {
    const rows = toObjects(await engine.query(strataSql(source, spec), { signal }));
    return rows.map(({ stratum, size }) => ({ stratum: String(stratum), size: Number(size) }));
  } catch (error) {
    if (error instanceof QueryError && spec.where) throw new CellError(`where: ${error.message}`, { key: "where" });
    throw error;
  }
}

/** How much the labels so far differ in each stratum: the widest of the dimensions. */
function spreadsOf(events: readonly LabelEvent[], { dimensions }: Rubric): ReadonlyMap<string, StratumSpread> {
  const byStratum = new Map<string, Labelled[]>();
  for (const raters of standings(events).values()) {
    const now = [...raters.values()].map((one) => one.now).find((one): one is Labelled => one?.type === "label");
    if (now) byStratum.set(now.stratum, [...(byStratum.get(now.stratum) ?? []), now]);
  }
  return new Map(
    [...byStratum].map(([stratum, labels]) => {
      const spreads = dimensions.map(({ name, scale }) => {
        const places = scaleValues(scale);
        return deviation(labels.map(({ values }) => places.indexOf(String(values[name]))).filter((one) => one >= 0));
      });
      const known = spreads.filter((one) => one !== null);
      return [stratum, { labels: labels.length, deviation: known.length ? Math.max(...known) : null }];
    }),
  );
}

function deviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

async function itemsOf(
  drawn: readonly Readonly<Record<string, unknown>>[],
  strata: readonly DrawStratum[],
  columns: ItemColumns,
  rubric: Rubric,
  spec: LabelSpec,
  context: CellContext,
): Promise<readonly LabelItem[]> {
  const ids = drawn.map(({ id }) => String(id));
  const rows = await itemRows(columns, ids, context);
  const traces = [...new Set([...rows.values()].flatMap(({ traceId }) => (traceId === null ? [] : [traceId])))];
  const documents = await itemDocuments(traces, context);
  const judges = await judgeScores(ids, spec.judge, context);
  const weights = new Map(strata.map(({ stratum, weight }) => [stratum, weight]));
  return drawn.map(({ id, stratum }) => {
    const item = String(id);
    const row = rows.get(item);
    return {
      id: item,
      traceId: row?.traceId ?? null,
      stratum: String(stratum),
      weight: weights.get(String(stratum)) ?? null,
      texts: row?.texts ?? [],
      documents: row?.traceId ? (documents.get(row.traceId) ?? []) : [],
      judge: judges.get(item) ?? [],
      swapped: rubric.pair !== null && isSwapped(item, spec.seed),
    };
  });
}

/** Half of the items, by id and seed alone (FNV-1a, Fowler, Noll and Vo). */
export function isSwapped(id: string, seed: number): boolean {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return ((hash >>> 16) & 1) === 1;
}

function notesOf(items: readonly LabelItem[], population: number, { size }: LabelSpec): readonly string[] {
  const notes: string[] = [];
  if (population > 0 && population < size) notes.push(`Of ${counted(population, "item")} all are drawn.`);
  const empty = items.filter(({ texts }) => texts.every(({ text }) => text === "")).length;
  if (empty > 0) notes.push(`${empty} of the drawn items ${empty === 1 ? "has" : "have"} no text to read.`);
  return notes;
}
