import { QueryError } from "../../engine/engine.ts";
import { type CellContext, CellError } from "../../notebook/cell.ts";
import { queryWhere } from "../span-filter.ts";
import { columnsIn, type KnownColumn } from "../table-columns.ts";
import { countCategories } from "./categories.ts";
import { type Compared, compareCategories, compareNumbers } from "./compare.ts";
import type { PsiSpec } from "./definition.ts";
import { type Feature, type Frame, storedFrame, valuesOf } from "./frame.ts";
import { framesOf } from "./frames.ts";
import { type FeatureProfile, type Profile, profileOf } from "./profile.ts";
import type { ComparedRows, LeftOut, PsiResult, TimeSeries } from "./result.ts";
import { sidesOf, type TableSides } from "./sides.ts";
import { timeSeries } from "./time-series.ts";
import { valueCells } from "./value-cells.ts";
import { withVerdicts } from "./verdicts.ts";
import { vocabularies } from "./vocabulary.ts";

/** Counts every column in the engine; only counts come back. */
export async function evaluate(spec: PsiSpec, context: CellContext): Promise<PsiResult> {
  const { engine, signal } = context;
  const columns = await columnsIn(engine, { table: spec.table, tableKey: "table" }, signal);
  const sides = await sidesOf(engine, spec, columns, { signal });
  const none = emptyResult(spec, sides, columns);
  if (sides.missing) return { ...none, empty: sides.missing };
  await queryWhere(engine, sides.from, spec.where, "SELECT 1", { signal });
  if (spec.every && !sides.time)
    throw new CellError(`every: ${spec.table} has no column of time; name one, as time: day`, { key: "every" });
  const { frames, texts, leftOut } = framesOf(spec, columns, sides);
  const [first] = frames;
  if (!first) return { ...none, leftOut, empty: `${spec.table} has no column of numbers or categories to compare.` };
  const done: ComparedFrame[] = [];
  for (const [place, frame] of frames.entries()) done.push(await comparedFrame(spec, frame, place, context));
  const words: Compared[] = [];
  for (const text of texts) words.push(...(await vocabularies(first, text, context)));
  return {
    ...none,
    compared: done.map(({ compared }) => compared),
    rows: withVerdicts([...done.flatMap(({ rows }) => rows), ...words], spec),
    leftOut: [...leftOut, ...done.flatMap((frame) => frame.leftOut)],
    series: done.flatMap(({ series }) => series),
    notes: await notesOf(spec, sides, context),
  };
}

function emptyResult(spec: PsiSpec, { how }: TableSides, columns: readonly KnownColumn[]): PsiResult {
  const { table, level, adjust, every = null } = spec;
  const hasTraces = columns.some(({ name }) => name === "trace_id");
  const nothing = { compared: [], rows: [], leftOut: [], series: [], notes: [], empty: null };
  return { table, how, level, adjust, every, hasTraces, ...nothing };
}

interface ComparedFrame {
  readonly compared: ComparedRows;
  readonly rows: readonly Compared[];
  readonly leftOut: readonly LeftOut[];
  readonly series: readonly TimeSeries[];
}

function comparedRows({ unit, from, where, reference, current }: Frame, { rows }: Profile): ComparedRows {
  return { unit, from, where, reference, current, referenceRows: rows.reference, currentRows: rows.current };
}

async function comparedFrame(spec: PsiSpec, given: Frame, place: number, context: CellContext): Promise<ComparedFrame> {
  const { engine, signal, progress } = context;
  const isDear = given.from.startsWith("(") || given.features.some(({ expression }) => expression.length > 200);
  const table = `features ${place} of ${context.name}`;
  const frame = isDear ? await storedFrame(engine, given, table, { signal }) : given;
  try {
    const profile = await profileOf(engine, frame, { signal });
    const rows: Compared[] = [];
    const leftOut: LeftOut[] = [];
    for (const [at, feature] of frame.features.entries()) {
      progress(`${at} of ${frame.features.length} columns`);
      const one = profile.features[at] as FeatureProfile;
      const reason = whyNot(feature, one, profile);
      if (reason) leftOut.push({ column: feature.id, reason });
      else rows.push({ ...(await comparedFeature(spec, frame, feature, profile, one, context)), unit: frame.unit });
    }
    const series = spec.every && frame.time ? await timeSeries(spec, frame, rows, context) : [];
    return { compared: comparedRows(given, profile), rows, leftOut, series };
  } finally {
    if (frame.stored) await engine.query(`DROP TABLE IF EXISTS ${frame.stored}`);
  }
}

async function comparedFeature(
  spec: PsiSpec,
  frame: Frame,
  feature: Feature,
  { rows }: Profile,
  { known, min, max }: FeatureProfile,
  { engine, signal }: CellContext,
): Promise<Compared> {
  const values = valuesOf(frame, feature);
  const frozen = spec.frozen?.[feature.id];
  if (feature.kind === "categories")
    return compareCategories(feature, await countCategories(engine, values, { signal }), spec, frozen);
  const extent = { rows, known, min, max, isWhole: feature.isWhole };
  return compareNumbers(feature, await valueCells(engine, values, extent, { signal }), spec, frozen);
}

/** Why a column says nothing of a drift: ids and free text have a value of their own in almost every row. */
function whyNot(feature: Feature, { known, different, longest }: FeatureProfile, { rows }: Profile): string | null {
  const values = known.reference + known.current;
  if (!feature.isNamed && values === 0 && rows.reference + rows.current > 0) return "every value is missing";
  if (feature.kind === "numbers") return null;
  const isOwn = different > 50 && different > 0.5 * values;
  if (isOwn && longest > 100) return "free text: almost every row has its own; name it under text";
  if (isOwn)
    return `almost every row has its own value: about ${Math.min(different, values).toLocaleString("en")} in ${values.toLocaleString("en")}`;
  return null;
}

async function notesOf(spec: PsiSpec, sides: TableSides, { engine, signal }: CellContext): Promise<readonly string[]> {
  if (!spec.reference || !spec.current) return [];
  try {
    const both = await engine.query(
      `SELECT count(*)::INTEGER AS n FROM ${sides.from} WHERE ${sides.reference} AND ${sides.current}`,
      { signal },
    );
    const n = Number(both.getChild("n")?.get(0) ?? 0);
    return n > 0 ? [`${n.toLocaleString("en")} rows meet both predicates and count as reference.`] : [];
  } catch (error) {
    if (error instanceof QueryError) return [];
    throw error;
  }
}
