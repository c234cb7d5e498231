import { toObjects } from "../engine/table-data.ts";
import type { CellFailure } from "../notebook/cell-state.ts";
import type { Cohorts } from "../notebook/cohorts.ts";
import type { Versions } from "../notebook/lockfile.ts";
import type { Cell } from "../notebook/notebook.ts";
import type { Session } from "../notebook/session.ts";
import type { SourceInfo } from "../notebook/session-state.ts";
import { type Gate, gated } from "./gate.ts";

/** All that leaves with a report, whatever its form. Every text in it has passed the gate. */
export interface ReportContent {
  readonly title: string;
  readonly cohorts: Cohorts;
  /** What is missing, changed or lost, in words. */
  readonly problems: readonly string[];
  readonly sources: readonly ReportSource[];
  readonly cells: readonly ReportCell[];
  readonly versions: Versions;
  /** When it was written: ISO, UTC. */
  readonly written: string;
}

export interface ReportSource {
  readonly path: string;
  readonly sha256: string;
  readonly format: string;
  readonly records: number;
  /** Records that could not be read. */
  readonly lost: number;
}

export interface ReportCell {
  readonly cell: Cell;
  /** null when the cell failed or did not run. */
  readonly drawn: { readonly spec: unknown; readonly result: unknown } | null;
  readonly summary: string;
  readonly error: CellFailure | null;
  /** Milliseconds since 1970; null when it did not run. */
  readonly finishedAt: number | null;
  /** Tables and cells that it reads. */
  readonly reads: readonly string[];
}

export interface ContentOptions {
  /** The app's version. */
  readonly app: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** A source's path as the notebook writes it. */
  readonly pathOf: (source: SourceInfo) => string;
  readonly problems?: readonly string[];
  /** Every text that leaves goes through it; without one, texts leave as they are. */
  readonly gate?: Gate;
}

/** The notebook and its results as they stand. */
export async function reportContent(session: Session, options: ContentOptions): Promise<ReportContent> {
  const { notebook, sources } = session.state;
  const { title, cohorts } = notebook.frontMatter;
  const [row] = toObjects(await session.engine.query("SELECT version() AS version"));
  const content: ReportContent = {
    title,
    cohorts,
    problems: options.problems ?? [],
    sources: sources.map((source) => sourceOf(source, options.pathOf(source))),
    cells: notebook.cells.map((cell) => cellOf(session, cell)),
    versions: { app: options.app, duckdb: String(row?.version ?? "") },
    written: new Date(options.now).toISOString(),
  };
  return options.gate ? gated(content, options.gate) : content;
}

function sourceOf({ sha256, format, records, lost }: SourceInfo, path: string): ReportSource {
  return {
    path,
    sha256: String(sha256),
    format: String(format),
    records: Number(records),
    lost: Number(lost ?? 0),
  };
}

function cellOf(session: Session, cell: Cell): ReportCell {
  const { status, last, summary, failure, finishedAt } = session.cell(cell.id);
  const done = status === "done";
  const waiting = { message: `the cell did not run: ${status}`, line: null, column: null, key: null };
  return {
    cell,
    drawn: done ? last : null,
    summary: done ? summary : "",
    error: done ? null : (failure ?? waiting),
    finishedAt: done ? finishedAt : null,
    reads: session.runtime.reads(cell.id),
  };
}
