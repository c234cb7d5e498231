import { type CellContext, CellError } from "../../notebook/cell.ts";
import { readColumns } from "./columns.ts";
import type { MapSpec } from "./definition.ts";
import { keptOr } from "./kept-map.ts";
import { type LayOutInput, type LayOutOutput, layOutEmbeddings } from "./lay-out.ts";
import { type ReadRows, readRows } from "./read-rows.ts";
import { readingOf } from "./reading.ts";
import type { MapResult, MapSide } from "./result.ts";

/** Fewer rows have no neighbourhoods worth drawing. */
const leastRows = 10;

export async function evaluate(spec: MapSpec, context: CellContext): Promise<MapResult> {
  const read = await readRows(spec, context);
  const plan = planOf(spec, read.sides);
  const columns = await readColumns(read, context);
  const base: MapResult = {
    sides: read.sides,
    dimensions: read.dimensions,
    ...plan,
    rows: {
      ids: read.rows.map(({ id }) => id),
      texts: read.rows.map(({ text }) => text),
      side: Uint8Array.from(read.rows, ({ side }) => read.sides.findIndex((other) => other.side === side)),
      columns,
    },
    positions: new Float32Array(2 * read.rows.length).fill(Number.NaN),
    reading: null,
    stage: "",
    isKept: false,
  };
  if (read.rows.length === 0) return base;
  refuseTooFew(read, plan.placed);
  const { laid, isKept } = await keptOr(inputOf(spec, read, plan.placed), context, (input) =>
    laidOut(input, base, context),
  );
  return { ...base, positions: laid.positions, reading: await readingOf(laid, base), isKept };
}

function planOf({ fit }: MapSpec, sides: readonly MapSide[]): Pick<MapResult, "placed" | "whyJoint"> {
  const [reference, current] = sides;
  if (fit === "joint" || reference?.side === "all") return { placed: false, whyJoint: null };
  if ((current?.shown ?? 0) === 0) return { placed: true, whyJoint: null };
  if ((reference?.shown ?? 0) >= leastRows) return { placed: true, whyJoint: null };
  return {
    placed: false,
    whyJoint: `the reference has ${reference?.shown ?? 0} usable rows; a map of it needs ${leastRows}`,
  };
}

function refuseTooFew({ rows, sides }: ReadRows, placed: boolean): void {
  const fitted = placed ? rows.filter(({ side }) => side === "reference").length : rows.length;
  if (fitted >= leastRows) return;
  const left = sides.flatMap(({ side, left }) => left.map(({ reason, rows }) => `${rows} of ${side}: ${reason}`));
  const why = left.length ? `; left out: ${left.join("; ")}` : "";
  throw new CellError(`too few vectors for a map: ${fitted}, where ${leastRows} are needed${why}`);
}

function inputOf(spec: MapSpec, { rows, vectors, dimensions }: ReadRows, placed: boolean): LayOutInput {
  const reference = rows.filter(({ side }) => side === "reference").length;
  const { metric, engine, neighbours, min_dist, epochs, clusters, seed } = spec;
  return {
    vectors,
    dimensions,
    fitted: placed ? reference : rows.length,
    reference,
    spec: { metric, engine, neighbours, min_dist, epochs, clusters, seed },
  };
}

async function laidOut(input: LayOutInput, base: MapResult, context: CellContext): Promise<LayOutOutput> {
  try {
    return await context.compute(layOutEmbeddings, input, {
      onPicture: ({ positions, stage }) => context.show({ ...base, positions, stage } satisfies MapResult),
      moved: [input.vectors.buffer as ArrayBuffer],
    });
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof Error && error.message.includes("all vectors are equal"))
      throw new CellError("all vectors that the map would be laid out by are equal: there is nothing to lay out");
    throw error;
  }
}
