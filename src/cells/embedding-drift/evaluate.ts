import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { identifier } from "../../engine/sql.ts";
import { toObjects } from "../../engine/table-data.ts";
import { type CellContext, CellError } from "../../notebook/cell.ts";
import { queryWhere } from "../span-filter.ts";
import { rowsOf } from "./columns.ts";
import { type DriftFigures, embeddingDriftComputation, type Witness } from "./computation.ts";
import type { EmbeddingDriftSpec } from "./definition.ts";
import { type Looked, look, type VectorKind } from "./guards.ts";
import { toldRows } from "./links.ts";
import type { Counts, EmbeddingDriftResult, Verdict } from "./result.ts";
import { duplicates, sameTexts } from "./same-texts.ts";
import { readSample, type Sample } from "./sample.ts";
import { sampleGuards } from "./sample-guards.ts";

export async function evaluate(spec: EmbeddingDriftSpec, context: CellContext): Promise<EmbeddingDriftResult> {
  const { engine, signal, progress } = context;
  const rows = await rowsOf(engine, spec, { signal });
  await queryWhere(engine, identifier(spec.table), spec.where, `SELECT 1 FROM ${rows.sql} LIMIT 0`, { signal });
  progress("looking for what cannot be compared");
  const looked = await look(engine, rows, { signal });
  const { kind } = looked;
  if (kind === null || kind.reference === 0 || kind.current === 0)
    return await nothing(engine, spec, looked, { signal });
  const same = await sameTexts(engine, rows, kind, { signal });
  const repeated = await duplicates(engine, rows, kind, { signal });
  const sample = await readSample(engine, spec, rows, kind, { signal, progress });
  refuseUnknownSegment(sample, spec);
  const moved = [sample.input.vectors.buffer as ArrayBuffer];
  const figures = await context.compute(embeddingDriftComputation, sample.input, { moved });
  const counts = countsOf(kind, figures);
  const guards = [...same.guards, ...looked.guards, ...repeated, ...sampleGuards(counts, kind, sample, spec)];
  return {
    ...(await told(engine, sample, figures, { signal })),
    verdict: same.isOtherModel ? otherModel : figures.verdict,
    guards: guards.toSorted((a, b) => Number(b.isWarning) - Number(a.isWarning)),
    counts,
    measures: figures.measures,
    clustersP: figures.clustersP,
  };
}

const otherModel: Verdict = {
  word: "not comparable",
  reason:
    "the same texts have other vectors: the embedding model was changed, and what differs says nothing of the texts",
};

/** What is shown where one side has no vectors: why, and what to do. */
async function nothing(
  engine: Engine,
  spec: EmbeddingDriftSpec,
  { kind, guards, incomparable }: Looked,
  options: QueryOptions,
): Promise<EmbeddingDriftResult> {
  const counts = {
    ...{ reference: kind?.reference ?? 0, current: kind?.current ?? 0, referenceRows: 0, currentRows: 0 },
    ...{ dimensions: kind?.dimensions ?? 0, model: kind?.model ?? null },
  };
  const verdict: Verdict =
    incomparable === null
      ? { word: "too little data", reason: await whyNothing(engine, spec, kind, options) }
      : { word: "not comparable", reason: incomparable };
  const empty = { measures: [], clusters: [], windows: [], deployments: [], segments: [], more: [], less: [] };
  return { verdict, guards, counts, clustersP: null, ...empty };
}

async function whyNothing(
  engine: Engine,
  { table }: EmbeddingDriftSpec,
  kind: VectorKind | null,
  options: QueryOptions,
): Promise<string> {
  const cohorts = toObjects(await engine.query("SELECT cohort FROM store.cohorts", options)).map(
    ({ cohort }) => cohort,
  );
  const lacking = ["reference", "current"].filter((side) => !cohorts.includes(side));
  if (table === "embeddings" && lacking.length > 0)
    return `the notebook has no ${lacking.join(" and no ")} window: set it on the timeline`;
  const empty = kind === null ? "reference or current" : kind.reference === 0 ? "reference" : "current";
  return `no vector of ${table} lies in ${empty}: move the windows on the timeline, or widen where`;
}

function countsOf({ reference, current, dimensions, model }: VectorKind, { measures }: DriftFigures): Counts {
  const [first] = measures;
  const looked = { referenceRows: first?.referenceRows ?? 0, currentRows: first?.currentRows ?? 0 };
  return { reference, current, dimensions, model, ...looked };
}

function refuseUnknownSegment({ segments }: Sample, { segment }: EmbeddingDriftSpec): void {
  if (segment !== undefined && segments.every((each) => each.segment === null))
    throw new CellError(`segment: no vector has a ${segment}`, { key: "segment" });
}

type Told = Pick<EmbeddingDriftResult, "clusters" | "windows" | "deployments" | "segments" | "more" | "less">;

/** The figures with what only the engine knows: texts, times, traces. */
async function told(engine: Engine, sample: Sample, figures: DriftFigures, options: QueryOptions): Promise<Told> {
  const { clusters, more, less } = figures;
  const shown = [...more, ...less].map(({ row }) => row).concat(clusters.flatMap(({ typicalRows }) => typicalRows));
  const row = await toldRows(engine, sample, shown, options);
  const contribution = ({ row: number, value, cluster }: Witness) => ({ ...row(number), witness: value, cluster });
  const windows = windowsOf(sample, figures);
  return {
    clusters: clusters.map(({ typicalRows, ...cluster }) => ({ ...cluster, typical: typicalRows.map(row) })),
    windows,
    deployments: await deploymentsWithin(engine, sample, options),
    segments: sample.segments.flatMap(({ segment, reference, current }, place) => {
      const compared = figures.segments[place];
      return compared ? [{ segment, referenceN: reference, currentN: current, ...compared }] : [];
    }),
    more: more.map(contribution),
    less: less.map(contribution),
  };
}

function windowsOf({ windows }: Sample, figures: DriftFigures): EmbeddingDriftResult["windows"] {
  return windows.flatMap(({ startUs, n, reference, current }, place) => {
    const compared = figures.windows[place];
    const cohort = reference === n ? "reference" : current === n ? "current" : null;
    return compared ? [{ start: new Date(startUs / 1000).toISOString(), n, cohort, ...compared }] : [];
  });
}

async function deploymentsWithin(
  engine: Engine,
  { windows }: Sample,
  options: QueryOptions,
): Promise<EmbeddingDriftResult["deployments"]> {
  const [first, last] = [windows[0]?.startUs, windows.at(-1)?.startUs];
  if (first === undefined || last === undefined) return [];
  const rows = toObjects(
    await engine.query(
      `SELECT time, kind, name, version FROM deployments
       WHERE time_ns BETWEEN ${first}::BIGINT * 1000 AND ${last}::BIGINT * 1000 ORDER BY time LIMIT 50`,
      options,
    ),
  );
  return rows.map(({ time, kind, name, version }) => ({
    time: String(time),
    label: [name ?? kind, version].filter((part) => part !== null && part !== undefined && part !== "").join(" "),
  }));
}
