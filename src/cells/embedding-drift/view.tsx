import type { ReactNode } from "react";
import { groupDigits } from "../../widgets/format.ts";
import type { RowValues } from "../../widgets/table-column.tsx";
import type { Live, ViewProps } from "../cell-kind.tsx";
import { ClusterTable } from "./cluster-table.tsx";
import type { EmbeddingDriftSpec } from "./definition.ts";
import { Headlines } from "./headlines.tsx";
import { partComponents } from "./input.ts";
import { MeasureTable } from "./measure-table.tsx";
import type { EmbeddingDriftResult, Linked } from "./result.ts";
import { RowTable } from "./row-table.tsx";
import { SegmentTable } from "./segment-table.tsx";
import { tabled } from "./table.ts";
import { WindowFigures } from "./window-figure.tsx";
import { capital, rule, verdictFigures } from "./words.ts";
import "../analysis-table.css";
import "./embedding-drift.css";

type Props = ViewProps<EmbeddingDriftSpec, EmbeddingDriftResult>;

/** A verdict with the figures that made it, what stands against it, and what changed: when, where, in which texts. */
export function EmbeddingDriftView({ name, spec, result, live }: Props) {
  const isEmpty = result.measures.length === 0;
  const open = live && ((row: Linked) => openRow(live, row));
  // A finding keeps a row of the cell's table, which has rows of one sort alone.
  const pin = (rows: "measures" | "segments") =>
    live && name && tabled(result) === rows ? (row: RowValues) => live.pin(name, [row]) : null;
  return (
    <div className="embedding-drift">
      <Guards result={result} />
      {!isEmpty && <Headlines result={result} />}
      <VerdictLine result={result} />
      {result.windows.length > 0 && (
        <Section title={`Each window against the reference, ${spec.every}`}>
          <WindowFigures result={result} />
        </Section>
      )}
      {result.clusters.length > 0 && (
        <Section title="Clusters and their shares" about={clustersAbout(spec, result)}>
          <ClusterTable result={result} open={open} />
        </Section>
      )}
      {!isEmpty && (
        <Section title="Measures" about={measuresAbout(spec)}>
          <MeasureTable result={result} pin={pin("measures")} />
        </Section>
      )}
      {result.segments.length > 0 && (
        <Section title={`By ${spec.segment}`} about={segmentsAbout}>
          <SegmentTable result={result} pin={pin("segments")} />
        </Section>
      )}
      {result.more.length > 0 && (
        <Section title="What current has more of" about={rowsAbout}>
          <RowTable result={result} rows={result.more} open={open} />
        </Section>
      )}
      {result.less.length > 0 && (
        <Section title="What it has less of">
          <RowTable result={result} rows={result.less} open={open} />
        </Section>
      )}
    </div>
  );
}

function openRow(live: Live, { traceId, spanId }: Linked): void {
  if (traceId !== null) live.openTrace(traceId, spanId ?? undefined);
}

interface SectionProps {
  readonly title: string;
  readonly about?: string;
  readonly children: ReactNode;
}

function Section({ title, about, children }: SectionProps) {
  return (
    <section className="drift-section" aria-label={title}>
      <h4>{title}</h4>
      {about && <p>{about}</p>}
      <div className="analysis-scroll">{children}</div>
    </section>
  );
}

/** What stands in the way of believing the figures comes before them. */
function Guards({ result: { guards } }: { readonly result: EmbeddingDriftResult }) {
  const warnings = guards.filter(({ isWarning }) => isWarning);
  const notes = guards.filter(({ isWarning }) => !isWarning);
  return (
    <>
      {warnings.length > 0 && (
        <ul className="drift-warnings" aria-label="Warnings">
          {warnings.map(({ kind, text }) => (
            <li key={kind + text}>{text}</li>
          ))}
        </ul>
      )}
      {notes.length > 0 && <p className="drift-notes">{notes.map(({ text }) => text).join(" ")}</p>}
    </>
  );
}

function VerdictLine({ result }: { readonly result: EmbeddingDriftResult }) {
  const { verdict, measures } = result;
  return (
    <div className="drift-verdict">
      <strong className={`is-${verdict.word.replaceAll(" ", "-")}`}>{capital(verdict.word)}</strong>
      <div>
        <p>{capital(verdict.reason)}.</p>
        {measures.length > 0 && (
          <>
            <p>{capital(verdictFigures(result))}.</p>
            <p className="soft">{rule}</p>
          </>
        )}
      </div>
    </div>
  );
}

function clustersAbout({ clusters_of }: EmbeddingDriftSpec, { counts }: EmbeddingDriftResult): string {
  const where =
    clusters_of === "reference" ? "in the reference alone" : "in equally many vectors of both sides together";
  const n = `n = ${groupDigits(counts.referenceRows)} and ${groupDigits(counts.currentRows)}`;
  return `Found ${where}, the largest change first; ${n}. Words are those that tell a cluster's texts from all others. Whiskers: 95 % interval of the change.`;
}

function measuresAbout({ permutations }: EmbeddingDriftSpec): string {
  return `No drift at this n: 95 % of the values without drift. For centroids and spread the reference against itself, 200 times drawn; for participation its halves; for MMD and energy distance the rows dealt to the sides anew, ${permutations} times, for the classifier ${Math.min(99, permutations)} times. Where no interval is computed, that and p stand for it.`;
}

const segmentsAbout = `p of MMD and of the classifier, each adjusted over the segments; the classifier and the drifted components are of at most ${partComponents} principal components. The verdict is by MMD and distance.`;

const rowsAbout =
  "By the kernel of MMD: how much more a row is like the current rows than like the reference's. Each text once.";
