import { percent } from "../../widgets/duration-scale.ts";
import { counted, groupDigits } from "../../widgets/format.ts";
import { AnalysisPart } from "../analysis-part.tsx";
import type { Live } from "../cell-kind.tsx";
import type { Side } from "../cohort-sides.ts";
import { ageWords } from "../document-age.ts";
import { differenceGroup, Estimated, perSide } from "../estimate-columns.tsx";
import { points, shareWords, timeWords } from "../estimate-words.ts";
import { column, type FigureGroup, FiguresTable, RowName } from "../figures-table.tsx";
import type { IndexVersion, QueryChange, SameQuery, ScoreFigures, ScoreKind, Source, UnknownAges } from "./result.ts";

const days = (value: number | null) => (value === null ? "–" : ageWords(value));

export function VersionsPart({ versions, sla }: { readonly versions: readonly IndexVersion[]; readonly sla: number }) {
  const named = versions.filter(({ version }) => version !== null);
  if (named.length === 0)
    return (
      <AnalysisPart
        title="Index versions"
        verdict="No search says the version of its index: name its attribute in index_version_from."
      />
    );
  const groups: readonly FigureGroup<IndexVersion>[] = [
    column("index version", ({ version }) => <RowName name={version} />, true),
    column("first search", ({ first }) => timeWords(first)),
    column("last search", ({ last }) => timeWords(last)),
    column("searches", ({ searches }) => groupDigits(searches)),
    column("documents", ({ documents }) => groupDigits(documents)),
    column("median age", ({ medianDays }) => days(medianDays)),
    column(`older than ${ageWords(sla)}`, ({ stale }) => <Estimated of={stale} format={percent} />),
    column("its 95 % interval", ({ stale }) =>
      stale.low === null ? stale.reason : `${percent(stale.low)} to ${percent(stale.high)}`,
    ),
  ];
  const each = named.map(({ version, stale }) => `${version} ${percent(stale.value)}`);
  return (
    <AnalysisPart
      title="Index versions"
      verdict={`Older than ${ageWords(sla)}: ${each.slice(0, 4).join(", ")}${each.length > 4 ? " …" : ""}.`}
    >
      <FiguresTable label="Index versions" groups={groups} rows={versions} rowKey={({ version }) => version ?? "\0"} />
    </AnalysisPart>
  );
}

export function ScoresPart({
  scores,
  sides,
}: {
  readonly scores: readonly ScoreKind[];
  readonly sides: readonly Side[];
}) {
  if (scores.length === 0) return <AnalysisPart title="Scores" verdict="No document has a score." />;
  const number = (value: number | undefined) => (value === undefined ? "–" : value.toPrecision(3));
  const quantile = (place: number) => (figures: ScoreFigures) => number(figures.quantiles[place]);
  const groups: readonly FigureGroup<ScoreKind>[] = [
    column("score", ({ kind }) => <RowName name={kind} />, true),
    { head: "n", columns: perSide("n", sides, ({ n }: ScoreFigures) => groupDigits(n)) },
    { head: "p5", columns: perSide("p5", sides, quantile(0)) },
    { head: "median", columns: perSide("p50", sides, quantile(2)) },
    { head: "p95", columns: perSide("p95", sides, quantile(4)) },
    ...(sides.length === 2
      ? [
          column<ScoreKind>("PSI", ({ drift }) => (
            <span
              title={
                drift?.critical == null ? undefined : `no drift at this n stays under ${drift.critical.toFixed(3)}`
              }
            >
              {drift?.psi == null ? "–" : drift.psi.toFixed(3)}
            </span>
          )),
          column<ScoreKind>("KS", ({ drift }) => (
            <span title={drift?.ksP == null ? undefined : `p = ${drift.ksP.toPrecision(2)}`}>
              {drift?.ks == null ? "–" : drift.ks.toFixed(3)}
            </span>
          )),
          column<ScoreKind>("verdict", ({ drift }) => <span title={drift?.reason}>{drift?.verdict ?? "–"}</span>, true),
        ]
      : []),
  ];
  const verdict =
    sides.length === 2
      ? scores
          .map(({ kind, drift }) => `${kind}: ${drift?.verdict ?? "unknown"} (${drift?.reason ?? "one side only"})`)
          .join("; ")
      : scores
          .map(({ kind, sides: found }) => `${kind}: median ${number(Object.values(found)[0]?.quantiles[2])}`)
          .join("; ");
  return (
    <AnalysisPart
      title="Scores"
      verdict={`${verdict}.`}
      open={scores.some(({ drift }) => drift?.verdict === "drifted")}
    >
      <FiguresTable label="Scores" groups={groups} rows={scores} rowKey={({ kind }) => kind} />
      <p>The best score of each search, because the documents of one search hang together.</p>
    </AnalysisPart>
  );
}

export function SameQueryPart({ found, live }: { readonly found: SameQuery; readonly live: Live | null }) {
  const { reason, since, across, before, difference, examples } = found;
  if (reason) return <AnalysisPart title="The same query" verdict={reason} />;
  const control =
    before.value === null
      ? "No query was made twice before that."
      : `Of those made twice before, ${shareWords(before)} did.`;
  const groups: readonly FigureGroup<QueryChange>[] = [
    column("query", ({ query }) => <RowName name={query} />, true),
    column("kept", ({ kept }) => kept),
    column("no longer found", ({ dropped }) => <RowName name={dropped.join(", ") || "–"} />, true),
    column("found instead", ({ added }) => <RowName name={added.join(", ") || "–"} />, true),
    column("before", (change) => <PlaceLink place={change.before} live={live} />),
    column("since", (change) => <PlaceLink place={change.after} live={live} />),
  ];
  const gap =
    difference?.value == null
      ? ""
      : ` Difference ${points(difference.value)} (95 % interval ${points(difference.low)} to ${points(difference.high)}).`;
  return (
    <AnalysisPart
      title="The same query"
      verdict={`Made before and since ${timeWords(since ?? "")}, ${shareWords(across)} found other documents. ${control}${gap}`}
    >
      {examples.length > 0 && (
        <FiguresTable
          label="Queries with other documents"
          groups={groups}
          rows={examples}
          rowKey={({ query }) => query}
        />
      )}
    </AnalysisPart>
  );
}

function PlaceLink({ place, live }: { readonly place: QueryChange["before"]; readonly live: Live | null }) {
  return (
    <RowName
      name={timeWords(place.time)}
      opens="open this search"
      onOpen={live && (() => live.openTrace(place.traceId, place.spanId))}
    />
  );
}

interface SourcesPartProps {
  readonly sources: readonly Source[];
  readonly sides: readonly Side[];
  readonly by: string;
  readonly onOpen: ((source: Source) => void) | null;
}

export function SourcesPart({ sources, sides, by, onOpen }: SourcesPartProps) {
  if (sources.length === 0) return null;
  const groups: readonly FigureGroup<Source>[] = [
    column(by, (source) => <RowName name={source.source} onOpen={onOpen && (() => onOpen(source))} />, true),
    {
      head: "documents",
      columns: perSide("documents", sides, ({ documents }: { documents: number }) => groupDigits(documents)),
    },
    {
      head: "share of all",
      columns: perSide("share", sides, ({ share }: NonNullable<Source["sides"]["all"]>) => (
        <Estimated of={share} format={percent} />
      )),
    },
    ...(sides.length === 2
      ? [
          differenceGroup<Source>({
            ...{ head: "difference", about: "Share in current less share in reference", rows: sources },
            read: ({ difference }) => difference,
            format: (value) => points(value).replace("+", ""),
          }),
        ]
      : []),
    column("median age", ({ medianDays }) => days(medianDays)),
    column("last updated", ({ lastUpdated }) => (lastUpdated ? timeWords(lastUpdated, true) : "–")),
  ];
  const first = sources.slice(0, 3).map(({ source }) => source ?? "no value");
  return (
    <AnalysisPart title="Top sources" verdict={`Found most: ${first.join(", ")}.`}>
      <FiguresTable
        label="Top sources"
        groups={groups}
        rows={sources}
        rowKey={({ source }) => source ?? "\0"}
        onOpen={onOpen}
      />
    </AnalysisPart>
  );
}

export function UnknownAgesPart({ unknown }: { readonly unknown: UnknownAges }) {
  const { documents, missing, unreadable, later, examples } = unknown;
  const without = missing + unreadable + later;
  if (documents === 0 || without === 0) return null;
  const causes = [
    missing && `${groupDigits(missing)} say no date`,
    unreadable && `${groupDigits(unreadable)} say one that cannot be read (${examples.join(", ")})`,
    later && `${groupDigits(later)} one after they were found`,
  ].filter(Boolean);
  return (
    <AnalysisPart
      title="Unknown ages"
      verdict={`Of ${counted(documents, "document")}, ${causes.join(", ")}. They are in no share of ages.`}
    />
  );
}
