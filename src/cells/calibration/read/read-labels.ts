import { identifier, literals } from "../../../engine/sql.ts";
import { toObjects } from "../../../engine/table-data.ts";
import { type CellContext, CellError } from "../../../notebook/cell.ts";
import { groupDigits } from "../../../widgets/format.ts";
import { queryWhere } from "../../span-filter.ts";
import type { CalibrationSpec } from "../definition.ts";
import type { ScoreRows } from "./score-rows.ts";

/** The scores of one rater on one dimension, one entry for each score. */
export interface Rated {
  /** Places in the list of items. */
  readonly item: number[];
  readonly num: (number | null)[];
  readonly txt: (string | null)[];
  readonly ord: (string | null)[];
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

/** Reads all scores of labelled items, and of the others how often the judges gave each value. */
export async function readLabels(
  spec: CalibrationSpec,
  rows: ScoreRows,
  { engine, signal, progress }: Pick<CellContext, "engine" | "signal" | "progress">,
): Promise<LabelRows> {
  const options = { signal };
  const ask = (sql: string) =>
    queryWhere(engine, identifier(spec.table), spec.where, `${withRows(spec, rows)} ${sql}`, options);
  const raters = toObjects(
    await ask(`SELECT rater, CASE WHEN is_human THEN 'people' WHEN is_judge THEN 'judge' ELSE 'neither' END AS role,
      count(*) AS scores FROM r GROUP BY ALL ORDER BY scores DESC, rater LIMIT 100`),
  ).map(({ rater, role, scores }) => ({ rater: String(rater), role: role as "judge", scores: Number(scores) }));
  const count = raters.reduce((sum, { scores }) => sum + scores, 0);
  progress(`reading ${groupDigits(count)} scores`);
  const items = await ask("SELECT item, any_value(target) AS target FROM r WHERE is_human GROUP BY item ORDER BY item");
  const names = Array.from(items.getChild("item") ?? [], String);
  const targets = Array.from(items.getChild("target") ?? [], (target) => (target === null ? null : String(target)));
  const labelled = await ask(`, l AS (SELECT DISTINCT item, name FROM r WHERE is_human),
      places AS (SELECT item, row_number() OVER (ORDER BY item) - 1 AS place FROM (SELECT DISTINCT item FROM l))
    SELECT p.place::INTEGER AS place, r.name, r.rater, r.is_human, r.num, r.txt, r.ord
    FROM r JOIN l ON r.item = l.item AND r.name = l.name JOIN places p ON p.item = r.item
    WHERE r.is_human OR r.is_judge ORDER BY p.place, r.t NULLS LAST, r.ord, r.num, r.txt LIMIT ${mostRows + 1}`);
  if (labelled.numRows > mostRows)
    throw new CellError(`table: more than ${groupDigits(mostRows)} scores of labelled items; narrow them with where`, {
      key: "where",
    });
  const unlabelled = toObjects(
    await ask(`, l AS (SELECT DISTINCT item, name FROM r WHERE is_human),
      j AS (SELECT name, rater, item, arg_min(num, coalesce(t, 0)) AS num, arg_min(txt, coalesce(t, 0)) AS txt
        FROM r WHERE is_judge AND NOT EXISTS (SELECT 1 FROM l WHERE l.item = r.item AND l.name = r.name)
        GROUP BY name, rater, item)
    SELECT name, rater, num, CASE WHEN try_cast(txt AS DOUBLE) IS NULL THEN txt END AS txt, count(*) AS items
    FROM j GROUP BY ALL ORDER BY ALL`),
  );
  return {
    items: names,
    targets,
    dimensions: dimensionsOf(labelled),
    unlabelled: unlabelled.map((row) => ({
      name: String(row.name),
      rater: String(row.rater),
      num: row.num === null ? null : Number(row.num),
      txt: row.txt === null ? null : String(row.txt),
      items: Number(row.items),
    })),
    raters,
  };
}

/** The relation as `r`, without what has no name, no rater or no value at all. */
export function withRows(spec: CalibrationSpec, { sql }: ScoreRows): string {
  const named = spec.dimensions ? `AND name IN ${literals(spec.dimensions)}` : "";
  return `WITH r AS MATERIALIZED (SELECT * REPLACE (CASE WHEN isfinite(num) THEN num END AS num, trim(txt) AS txt)
    FROM (${sql}) WHERE item IS NOT NULL AND name IS NOT NULL AND rater IS NOT NULL ${named})`;
}

type Answer = Awaited<ReturnType<CellContext["engine"]["query"]>>;

function dimensionsOf(table: Answer): DimensionRows[] {
  const column = (name: string) => table.getChild(name);
  const [places, names, raters, human] = [column("place"), column("name"), column("rater"), column("is_human")];
  const [num, txt, ord] = [column("num"), column("txt"), column("ord")];
  const found = new Map<string, { judges: Map<string, Rated>; people: Map<string, Rated> }>();
  for (let row = 0; row < table.numRows; row++) {
    const name = String(names?.get(row));
    const rater = String(raters?.get(row));
    const dimension = found.get(name) ?? { judges: new Map<string, Rated>(), people: new Map<string, Rated>() };
    found.set(name, dimension);
    const side = human?.get(row) ? dimension.people : dimension.judges;
    const rated = side.get(rater) ?? { item: [], num: [], txt: [], ord: [] };
    side.set(rater, rated);
    rated.item.push(Number(places?.get(row)));
    rated.num.push(numberOrNull(num?.get(row)));
    rated.txt.push(textOrNull(txt?.get(row)));
    rated.ord.push(textOrNull(ord?.get(row)));
  }
  const inOrder = <T>(map: ReadonlyMap<string, T>) =>
    new Map([...map].sort(([one], [other]) => (one < other ? -1 : 1)));
  return [...inOrder(found)].map(([name, { judges, people }]) => ({
    name,
    judges: inOrder(judges),
    people: inOrder(people),
  }));
}

function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined || value === "" ? null : String(value);
}
