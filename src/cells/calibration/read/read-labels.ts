import { identifier, literals } from "../../../engine/sql.ts";
import { toObjects } from "../../../engine/table-data.ts";
import { type CellContext, CellError } from "../../../notebook/cell.ts";
import { groupDigits } from "../../../widgets/format.ts";
import { queryWhere } from "../../span-filter.ts";
import type { CalibrationSpec } from "../definition.ts";
import type { ScoreRows } from "./score-rows.ts";

/** The scores of one rater on one dimension, one entry for each score: by item, of one item in the order of time. */
export interface Rated {
  /** Places in the list of items. */
  readonly item: Int32Array;
  /** NaN for none. */
  readonly num: Float64Array;
  readonly txt: readonly (string | null)[];
  readonly ord: readonly (string | null)[];
}

export interface DimensionRows {
  readonly name: string;
  readonly judges: ReadonlyMap<string, Rated>;
  readonly people: ReadonlyMap<string, Rated>;
}

/** What the judges say of items that nobody labelled: how often each value. */
export interface Unlabelled {
  readonly name: string;
  readonly rater: string;
  readonly num: number | null;
  readonly txt: string | null;
  readonly items: number;
}

export interface LabelRows {
  /** The items that people labelled, in the order of their names. */
  readonly items: readonly string[];
  readonly targets: readonly (string | null)[];
  readonly dimensions: readonly DimensionRows[];
  readonly unlabelled: readonly Unlabelled[];
  /** What there is at all, for those who find nothing to compare. */
  readonly raters: readonly {
    readonly rater: string;
    readonly role: "judge" | "people" | "neither";
    readonly scores: number;
  }[];
}

const mostRows = 3_000_000;
/** Scores without a time come after those with one. */
const lastTime = 2n ** 63n - 1n;

const rated = "store.rated_scores";
const labelled = "store.labelled_scores";

/** Reads all scores of labelled items, and of the others how often the judges gave each value. */
export async function readLabels(
  spec: CalibrationSpec,
  rows: ScoreRows,
  { engine, signal, progress }: Pick<CellContext, "engine" | "signal" | "progress">,
): Promise<LabelRows> {
  const ask = (sql: string) => engine.query(sql, { signal });
  try {
    const keep = `CREATE OR REPLACE TABLE ${rated} AS ${withRows(spec, rows)} SELECT * EXCLUDE (reason) FROM r`;
    await queryWhere(engine, identifier(spec.table), spec.where, keep, { signal });
    const raters = toObjects(
      await ask(`SELECT rater, CASE WHEN is_human THEN 'people' WHEN is_judge THEN 'judge' ELSE 'neither' END AS role,
        count(*) AS scores FROM ${rated} GROUP BY ALL ORDER BY scores DESC, rater LIMIT 100`),
    ).map(({ rater, role, scores }) => ({ rater: String(rater), role: role as "judge", scores: Number(scores) }));
    const count = raters.reduce((sum, { scores }) => sum + scores, 0);
    progress(`reading ${groupDigits(count)} scores`);
    const items = await ask(
      `SELECT item, any_value(target) AS target FROM ${rated} WHERE is_human GROUP BY item ORDER BY item`,
    );
    const names = Array.from(items.getChild("item") ?? [], String);
    const targets = Array.from(items.getChild("target") ?? [], (target) => (target === null ? null : String(target)));
    return {
      items: names,
      targets,
      dimensions: await readDimensions(ask),
      unlabelled: await readUnlabelled(ask),
      raters,
    };
  } finally {
    for (const table of [rated, labelled]) await engine.query(`DROP TABLE IF EXISTS ${table}`);
  }
}

type Ask = (sql: string) => Promise<Answer>;

async function readDimensions(ask: Ask): Promise<readonly DimensionRows[]> {
  await ask(`CREATE OR REPLACE TABLE ${labelled} AS
    WITH l AS (SELECT DISTINCT item, name FROM ${rated} WHERE is_human),
      places AS (SELECT item, (row_number() OVER (ORDER BY item) - 1)::INTEGER AS place FROM (SELECT DISTINCT item FROM l))
    SELECT p.place, r.* EXCLUDE (item, target)
    FROM ${rated} r JOIN l ON r.item = l.item AND r.name = l.name JOIN places p ON p.item = r.item
    WHERE r.is_human OR r.is_judge`);
  const count = Number((await ask(`SELECT count(*)::DOUBLE AS n FROM ${labelled}`)).getChild("n")?.get(0));
  if (count > mostRows)
    throw new CellError(`table: more than ${groupDigits(mostRows)} scores of labelled items; narrow them with where`, {
      key: "where",
    });
  const words = await ask(`SELECT DISTINCT txt FROM ${labelled} WHERE txt <> '' ORDER BY txt`);
  const columns = await ask(`WITH words AS (SELECT txt, (row_number() OVER (ORDER BY txt) - 1)::INTEGER AS word
        FROM (SELECT DISTINCT txt FROM ${labelled} WHERE txt <> ''))
    SELECT name, rater, is_human, ord, list(place) AS places, list(coalesce(t, ${lastTime})) AS times,
      list(coalesce(num, 'nan')) AS nums, list(coalesce(word, -1)) AS words
    FROM ${labelled} b LEFT JOIN words ON b.txt = words.txt GROUP BY ALL ORDER BY ALL`);
  return dimensionsOf(scoresIn(columns, Array.from(words.getChild("txt") ?? [], String)));
}

async function readUnlabelled(ask: Ask): Promise<readonly Unlabelled[]> {
  const found = await ask(`WITH l AS (SELECT DISTINCT item, name FROM ${rated} WHERE is_human),
      j AS (SELECT name, rater, item, arg_min(num, coalesce(t, 0)) AS num, arg_min(txt, coalesce(t, 0)) AS txt
        FROM ${rated} r WHERE is_judge AND NOT EXISTS (SELECT 1 FROM l WHERE l.item = r.item AND l.name = r.name)
        GROUP BY name, rater, item)
    SELECT name, rater, num, CASE WHEN try_cast(txt AS DOUBLE) IS NULL THEN txt END AS txt, count(*) AS items
    FROM j GROUP BY ALL ORDER BY ALL`);
  return toObjects(found).map((row) => ({
    name: String(row.name),
    rater: String(row.rater),
    num: row.num === null ? null : Number(row.num),
    txt: row.txt === null ? null : String(row.txt),
    items: Number(row.items),
  }));
}

/** The relation as `r`, without what has no name, no rater or no value at all. */
export function withRows(spec: CalibrationSpec, { sql }: ScoreRows): string {
  const named = spec.dimensions ? `AND name IN ${literals(spec.dimensions)}` : "";
  return `WITH r AS (SELECT * REPLACE (CASE WHEN isfinite(num) THEN num END AS num, trim(txt) AS txt)
    FROM (${sql}) WHERE item IS NOT NULL AND name IS NOT NULL AND rater IS NOT NULL ${named})`;
}

type Answer = Awaited<ReturnType<CellContext["engine"]["query"]>>;

/** What a rater gave on a dimension in one order, as it comes from the engine. */
interface Scores {
  readonly name: string;
  readonly rater: string;
  readonly isHuman: boolean;
  readonly ord: string | null;
  readonly places: Int32Array;
  readonly times: BigInt64Array;
  readonly nums: Float64Array;
  readonly txts: readonly (string | null)[];
}

function scoresIn(table: Answer, words: readonly string[]): Scores[] {
  const cell = (name: string, row: number) => table.getChild(name)?.get(row);
  return Array.from({ length: table.numRows }, (_, row) => ({
    name: String(cell("name", row)),
    rater: String(cell("rater", row)),
    isHuman: cell("is_human", row) === true,
    ord: textOrNull(cell("ord", row)),
    places: cell("places", row).toArray() as Int32Array,
    times: cell("times", row).toArray() as BigInt64Array,
    nums: cell("nums", row).toArray() as Float64Array,
    txts: Array.from(cell("words", row).toArray() as Int32Array, (word) => words[word] ?? null),
  }));
}

function dimensionsOf(scores: readonly Scores[]): DimensionRows[] {
  const found = new Map<string, { judges: Map<string, Scores[]>; people: Map<string, Scores[]> }>();
  for (const one of scores) {
    const dimension = found.get(one.name) ?? {
      judges: new Map<string, Scores[]>(),
      people: new Map<string, Scores[]>(),
    };
    found.set(one.name, dimension);
    const side = one.isHuman ? dimension.people : dimension.judges;
    side.set(one.rater, [...(side.get(one.rater) ?? []), one]);
  }
  const inOrder = <T>(map: ReadonlyMap<string, T>) => [...map].sort(([one], [other]) => (one < other ? -1 : 1));
  const rated = (side: ReadonlyMap<string, readonly Scores[]>) =>
    new Map(inOrder(side).map(([rater, parts]) => [rater, ratedOf(parts)]));
  return inOrder(found).map(([name, { judges, people }]) => ({ name, judges: rated(judges), people: rated(people) }));
}

/** One score of a list of them. */
interface Place {
  readonly scores: Scores;
  readonly row: number;
}

/** Puts a rater's scores in order: by item, then by time and by what they are, so that no order of rows matters. */
function ratedOf(parts: readonly Scores[]): Rated {
  const last = parts.reduce((most, { places }) => places.reduce((one, other) => Math.max(one, other), most), -1);
  const ofItem = Array.from({ length: last + 1 }, (): Place[] => []);
  for (const scores of parts) for (const [row, place] of scores.places.entries()) ofItem[place]?.push({ scores, row });
  const rows = ofItem.flatMap((own) => (own.length > 1 ? own.sort(compared) : own));
  return {
    item: Int32Array.from(rows, ({ scores, row }) => scores.places[row] as number),
    num: Float64Array.from(rows, ({ scores, row }) => scores.nums[row] as number),
    txt: rows.map(({ scores, row }) => scores.txts[row] ?? null),
    ord: rows.map(({ scores }) => scores.ord),
  };
}

function compared({ scores: one, row }: Place, { scores: other, row: at }: Place): number {
  const order = <T extends string | number | bigint | null>(a: T, b: T) =>
    Object.is(a, b) ? 0 : a === null ? 1 : b === null || a < b ? -1 : 1;
  return (
    order(one.times[row] as bigint, other.times[at] as bigint) ||
    order(one.ord, other.ord) ||
    order(one.nums[row] as number, other.nums[at] as number) ||
    order(one.txts[row] ?? null, other.txts[at] ?? null)
  );
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined || value === "" ? null : String(value);
}

/** A score's number; null for none. */
export function numberAt(nums: Float64Array, row: number): number | null {
  const value = nums[row] as number;
  return Number.isNaN(value) ? null : value;
}
