import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { literals } from "../../engine/sql.ts";
import { toObjects } from "../../engine/table-data.ts";
import { type CellContext, CellError } from "../../notebook/cell.ts";
import { counted, groupDigits } from "../../widgets/format.ts";
import { queryWhere } from "../span-filter.ts";
import { type Rows, rowsOf } from "./columns.ts";
import { type DriftFigures, embeddingDriftComputation, type Witness } from "./computation.ts";
import type { EmbeddingDriftSpec } from "./definition.ts";
import { duplicates, look, sameTexts, type VectorKind } from "./guards.ts";
import type { Contribution, Counts, EmbeddingDriftResult, Guard } from "./result.ts";
import { readSample, type Sample } from "./sample.ts";

export async function evaluate(spec: EmbeddingDriftSpec, context: CellContext): Promise<EmbeddingDriftResult> {
  const { engine, signal, progress } = context;
  const rows = await rowsOf(engine, spec, { signal });
  if (spec.where) await queryWhere(engine, rows.sql, spec.where, `SELECT 1 FROM ${rows.sql} LIMIT 0`, { signal });
  progress("looking for what cannot be compared");
  const looked = await look(engine, rows, { signal });
  const { kind } = looked;
  if (kind === null || looked.incomparable !== null || kind.reference === 0 || kind.current === 0)
    return nothing(await whyNothing(engine, spec, looked.kind, looked.incomparable, { signal }), looked.guards, kind);
  const same = await sameTexts(engine, rows, kind, { signal });
  const repeated = await duplicates(engine, rows, kind, { signal });
  const sample = await readSample(engine, spec, rows, kind, { signal, progress });
  await refuseUnknownSegment(sample, spec);
  const moved = [sample.input.vectors.buffer as ArrayBuffer];
  const { texts } = sample.input;
  const figures = await context.compute(embeddingDriftComputation, sample.input, { moved });
  const verdict = same.isOtherModel ? otherModel : figures.verdict;
  const counts = countsOf(kind, figures);
  const guards = [...(same.guard ? [same.guard] : []), ...fewGuard(kind), ...looked.guards, ...repeated];
  const links = await linksOf(engine, rows, sample, figures, { signal });
  const contribution = (witness: Witness) => contributionOf(witness, sample, texts, links);
  return {
    ...{ verdict, counts, measures: figures.measures, clustersP: figures.clustersP },
    guards: [...guards, ...sampleGuards(counts, sample, spec)].sort(
      (a, b) => Number(b.isWarning) - Number(a.isWarning),
    ),
    clusters: figures.clusters.map(({ typicalRows, ...cluster }) => ({
      ...cluster,
      typical: typicalRows.map((row) => texts[row] ?? ""),
    })),
    windows: windowsOf(sample, figures),
    segments: sample.segments.map(({ segment, reference, current }, place) => {
      const compared = figures.segments[place] as DriftFigures["segments"][number];
      return { segment, referenceN: reference, currentN: current, ...compared };
    }),
    more: figures.more.map(contribution),
    less: figures.less.map(contribution),
  };
}

const otherModel = {
  word: "not comparable",
  reason:
    "the same texts have other vectors: the embedding model was changed, so what differs says nothing of the texts",
} as const;

function nothing(
  verdict: EmbeddingDriftResult["verdict"],
  guards: readonly Guard[],
  kind: VectorKind | null,
): EmbeddingDriftResult {
  const counts = {
    ...{ reference: kind?.reference ?? 0, current: kind?.current ?? 0, referenceRows: 0, currentRows: 0 },
    ...{ dimensions: kind?.dimensions ?? 0, model: kind?.model ?? null },
  };
  const empty = { measures: [], clusters: [], clustersP: null, windows: [], segments: [], more: [], less: [] };
  return { verdict, guards, counts, ...empty };
}

/** In words, what is missing and what to do. */
async function whyNothing(
  engine: Engine,
  spec: EmbeddingDriftSpec,
  kind: VectorKind | null,
  incomparable: string | null,
  options: QueryOptions,
): Promise<EmbeddingDriftResult["verdict"]> {
  if (incomparable !== null) return { word: "not comparable", reason: incomparable };
  const word = "too little data";
  const windows = toObjects(await engine.query("SELECT cohort FROM store.cohorts", options));
  if (kind === null && windows.length === 0 && spec.table === "embeddings")
    return { word, reason: "the notebook has no reference and no current window: set them on the timeline" };
  if (kind === null) return { word, reason: `no vector of ${spec.table} lies in reference or current` };
  const side = kind.reference === 0 ? "reference" : "current";
  return { word, reason: `no vector of ${spec.table} lies in ${side}: move its window, or widen where` };
}

function countsOf({ reference, current, dimensions, model }: VectorKind, { measures }: DriftFigures): Counts {
  const [first] = measures;
  const looked = { referenceRows: first?.referenceRows ?? 0, currentRows: first?.currentRows ?? 0 };
  return { reference, current, dimensions, model, ...looked };
}

const enough = 30;

function fewGuard({ reference, current }: VectorKind): readonly Guard[] {
  if (Math.min(reference, current) >= enough) return [];
  const text = `Too few vectors: ${groupDigits(reference)} reference, ${groupDigits(current)} current. A verdict needs ${enough} on each side.`;
  return [{ kind: "few", isWarning: true, text }];
}

function sampleGuards(counts: Counts, sample: Sample, spec: EmbeddingDriftSpec): readonly Guard[] {
  const { reference, current, referenceRows, currentRows } = counts;
  const isCut = referenceRows < reference || currentRows < current;
  const drawn = `Looked at ${groupDigits(referenceRows)} of ${groupDigits(reference)} reference and ${groupDigits(currentRows)} of ${groupDigits(current)} current vectors, drawn with seed ${spec.seed}; MMD, energy distance and classifier at 1,000 of a side at most.`;
  const [empty] = [sample.windows.filter(({ reference, current, n }) => reference + current + n === 0)];
  const guards: (Guard | null)[] = [
    isCut ? { kind: "sample", isWarning: false, text: drawn } : null,
    spec.every !== undefined && sample.windows.length === 0
      ? { kind: "windows", isWarning: true, text: "No vector has a time, so there are no windows." }
      : null,
    sample.otherSegments > 0
      ? {
          kind: "segments",
          isWarning: false,
          text: `${counted(sample.otherSegments, "more segment")} with fewer vectors left out.`,
        }
      : null,
  ];
  void empty;
  return guards.filter((guard) => guard !== null);
}

async function refuseUnknownSegment({ segments }: Sample, { segment }: EmbeddingDriftSpec): Promise<void> {
  if (segment !== undefined && segments.every((each) => each.segment === null))
    throw new CellError(`segment: no vector has a ${segment}`, { key: "segment" });
}

function windowsOf({ windows }: Sample, figures: DriftFigures): EmbeddingDriftResult["windows"] {
  return windows.map(({ startUs, n, reference, current }, place) => {
    const compared = figures.windows[place] as DriftFigures["windows"][number];
    const cohort = reference === n ? "reference" : current === n ? "current" : null;
    return { start: new Date(startUs / 1000).toISOString(), n, cohort, ...compared };
  });
}

type Links = ReadonlyMap<string, { readonly traceId: string; readonly spanId: string | null }>;

/** Which traces and spans the ids of the rows that are shown belong to. */
async function linksOf(
  engine: Engine,
  rows: Rows,
  { ids }: Sample,
  { more, less }: DriftFigures,
  options: QueryOptions,
): Promise<Links> {
  const wanted = [...more, ...less].flatMap(({ row }) => ids[row] ?? []);
  if (!rows.hasId || wanted.length === 0) return new Map();
  const found = toObjects(
    await engine.query(
      `SELECT trace_id AS id, trace_id, NULL AS span_id FROM traces WHERE trace_id IN ${literals(wanted)}
       UNION ALL SELECT span_id, trace_id, span_id FROM spans WHERE span_id IN ${literals(wanted)}`,
      options,
    ),
  );
  return new Map(
    found.map(({ id, trace_id, span_id }) => [
      String(id),
      { traceId: String(trace_id), spanId: span_id === null || span_id === undefined ? null : String(span_id) },
    ]),
  );
}

function contributionOf(
  { row, value, cluster }: Witness,
  { input, ids, times }: Sample,
  texts: readonly (string | null)[],
  links: Links,
): Contribution {
  const [id, time] = [ids[row] ?? null, times[row] ?? null];
  const link = id === null ? undefined : links.get(id);
  return {
    ...{ text: texts[row] ?? null, id, witness: value, cluster, side: input.side[row] === 0 ? "reference" : "current" },
    time: time === null ? null : new Date(time / 1000).toISOString(),
    ...{ traceId: link?.traceId ?? null, spanId: link?.spanId ?? null },
  };
}
