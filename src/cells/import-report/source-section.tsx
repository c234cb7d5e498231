import type { ReactNode } from "react";
import { formatDuration } from "../../traces/format-duration.ts";
import { byteSize } from "../../widgets/byte-size.ts";
import { counted, groupDigits, oneLine } from "../../widgets/format.ts";
import type { Live } from "../cell-kind.tsx";
import { accounting, isUnreadable } from "./accounting.ts";
import { mostIssues } from "./evaluate.ts";
import type { SourceReport, SpanReport, Unread } from "./result.ts";

interface SourceSectionProps {
  readonly source: SourceReport;
  readonly open: boolean;
  readonly openTrace: Live["openTrace"] | null;
}

/** One source: what it is, what came in, what is odd, what could not be read. */
export function SourceSection({ source, open, openTrace }: SourceSectionProps) {
  const bad = source.lost > 0 || isUnreadable(source);
  const known = source.format !== "unknown";
  const name = oneLine(source.path.split(/[\\/]/).at(-1) ?? source.path);
  return (
    <details className="report-source" open={open}>
      <summary>
        <b title={source.path}>{name}</b>
        <span className="report-meta">
          {known ? oneLine(source.format) : "unknown format"}
          {source.compression && `, ${source.compression}`}, {byteSize(source.bytes)}
        </span>
        <span className={bad ? "report-lost" : "report-meta"}>{accounting([source])}</span>
        <span className="report-meta">{inShort(source)}</span>
      </summary>
      {known && (
        <p className="report-reason">
          Taken for {oneLine(source.format)} because {oneLine(source.reason)}.
        </p>
      )}
      <dl className="report-facts">
        {broughtFacts(source)}
        {source.rows.spans > 0 && (
          <Fact label="duplicates merged" about="Spans that repeat one with the same trace and span id">
            <Odd n={source.duplicates} />
          </Fact>
        )}
        {source.spans && spanFacts(source.spans, openTrace)}
      </dl>
      <Entries title="Could not be read" entries={source.unread} all={source.unreadEntries} />
      <Entries title="Changed or assumed" entries={source.notes} all={source.noteEntries} />
      <Attributes source={source} />
    </details>
  );
}

/** What it brought and what is odd, in a line for when it is folded. */
function inShort(source: SourceReport): string {
  const { spans, tables, tableRows, duplicates } = source;
  if (isUnreadable(source)) return source.unread[0]?.reason ?? "";
  if (!spans && duplicates) return `${counted(duplicates, "span")}, all of which were there already`;
  const others = otherRows(source);
  if (!spans) return tables.length ? `${oneLine(tables.join(", "))}, ${counted(tableRows, "row")}` : others.join(", ");
  const odd = [
    [duplicates, "duplicate"],
    [spans.orphans, "orphan"],
    [spans.withoutEnd, "span without an end"],
    [spans.negative, "negative duration"],
    [spans.outside, "span outside its parent"],
  ] as const;
  const oddities = odd.filter(([n]) => n > 0).map(([n, words]) => (n === 1 ? `1 ${words}` : many(n, words)));
  return [counted(spans.spans, "span"), counted(spans.traces, "trace"), ...others, ...oddities].join(", ");
}

function otherRows({ rows }: SourceReport): string[] {
  const { documents, scores, embeddings, deployments } = rows;
  return Object.entries({ documents, scores, embeddings, deployments }).flatMap(([name, n]) =>
    n > 0 ? [counted(n, name.slice(0, -1))] : [],
  );
}

// The noun is the first word or the second, never the last.
function many(n: number, words: string): string {
  const plural = words.replace(/^(span|orphan|duplicate)\b/, "$1s").replace(/duration$/, "durations");
  return `${groupDigits(n)} ${plural.replace("its parent", "their parent")}`;
}

interface FactProps {
  readonly label: string;
  readonly about?: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

function Fact({ label, about, wide = false, children }: FactProps) {
  return (
    <div title={about} className={wide ? "is-wide" : undefined}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function broughtFacts({ rows, spans, tables, tableRows }: SourceReport): ReactNode {
  const counts = Object.entries(rows).filter(([name, n]) => n > 0 || (name === "documents" && spans !== null));
  return (
    <>
      {counts.map(([name, n]) => (
        <Fact key={name} label={name}>
          {groupDigits(n)}
        </Fact>
      ))}
      {spans && <Fact label="traces">{groupDigits(spans.traces)}</Fact>}
      {tables.length > 0 && (
        <Fact label={tables.length === 1 ? "table" : "tables"}>
          {oneLine(tables.join(", "))}, {counted(tableRows, "row")}
        </Fact>
      )}
    </>
  );
}

function spanFacts(spans: SpanReport, openTrace: Live["openTrace"] | null): ReactNode {
  return (
    <>
      <Fact label="time, UTC" wide>
        {timeText(spans.from)} to {timeText(spans.to)}
      </Fact>
      <Fact label="orphans" about="Spans whose parent is in no source">
        <Odd n={spans.orphans} />
      </Fact>
      <Fact label="without an end">
        <Odd n={spans.withoutEnd} />
      </Fact>
      <Fact label="end before start">
        <Odd n={spans.negative} />
      </Fact>
      <Fact
        label="outside their parent"
        about="Start before their parent or end after it by more than 1 ms: clock skew, or work that goes on"
      >
        <Odd n={spans.outside} />
        {spans.worst && <Worst worst={spans.worst} openTrace={openTrace} />}
      </Fact>
    </>
  );
}

function Odd({ n }: { n: number }) {
  return n ? <b>{groupDigits(n)}</b> : <span className="soft">0</span>;
}

function Worst({ worst, openTrace }: { worst: NonNullable<SpanReport["worst"]>; openTrace: Live["openTrace"] | null }) {
  const words = `by ${formatDuration(worst.ms)} at most`;
  if (!openTrace) return <>, {words}</>;
  return (
    <>
      ,{" "}
      <button type="button" className="report-link" onClick={() => openTrace(worst.traceId, worst.spanId)}>
        {words}
      </button>
    </>
  );
}

function timeText(iso: string | null): string {
  return iso ? iso.slice(0, 19).replace("T", " ") : "–";
}

function Entries({ title, entries, all }: { title: string; entries: readonly Unread[]; all: number }) {
  if (!all) return null;
  return (
    <section className="report-entries">
      <h4>
        {title}
        {all > entries.length && `, the first ${groupDigits(mostIssues)} of ${groupDigits(all)}`}
      </h4>
      <ol>
        {entries.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two entries may say the same, and they never move
          <li key={index}>
            <span className="report-place">{placeText(entry)}</span>
            <span>
              {oneLine(entry.reason)}
              {entry.records > 1 && ` (${groupDigits(entry.records)} records)`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function placeText({ line, byte }: Unread): string {
  if (line !== null) return `line ${groupDigits(line)}`;
  return byte === null ? "whole file" : `byte ${groupDigits(byte)}`;
}

const topAttributes = 8;

function Attributes({ source }: { source: SourceReport }) {
  const { attributes, attributeKeys } = source;
  if (!attributeKeys) return null;
  return (
    <section className="report-entries">
      <h4>
        {counted(attributeKeys, "attribute key")} kept in attributes, without a column of their own; spans that carry
        them
      </h4>
      <AttributeList attributes={attributes.slice(0, topAttributes)} />
      {attributeKeys > topAttributes && (
        <details>
          <summary>
            {attributes.length - topAttributes} more
            {attributes.length < attributeKeys && `, of ${attributeKeys} in all`}
          </summary>
          <AttributeList attributes={attributes.slice(topAttributes)} />
        </details>
      )}
    </section>
  );
}

function AttributeList({ attributes }: Pick<SourceReport, "attributes">) {
  return (
    <ul className="report-attributes">
      {attributes.map(({ key, spans }) => (
        <li key={key}>
          <code>{oneLine(key)}</code> <span className="soft">{groupDigits(spans)}</span>
        </li>
      ))}
    </ul>
  );
}
