import { columnList } from "./store-tables.ts";

const time = (column: string) => `make_timestamp(${column} // 1000)`;
const source = "(SELECT s.path FROM store.sources s WHERE s.source_id = t.source_id) AS source_file";

/** What the views over the tables with cohorts add, but for the cohort: a column list, and the table. */
const parts = {
  spans: [
    `${columnList("spans", ["self_ns"])}, ${time("start_ns")} AS start_time, ${time("end_ns")} AS end_time,
      (end_ns - start_ns) / 1e6 AS duration_ms, self_ns / 1e6 AS self_ms, ${source}`,
    "store.spans t",
  ],
  traces: [
    `${columnList("traces")}, ${time("start_ns")} AS start_time, root_ns / 1e6 AS duration_ms, (end_ns - start_ns) / 1e6 AS wall_ms`,
    "store.traces t",
  ],
  scores: [`${columnList("scores")}, ${time("t.time_ns")} AS time`, "store.scores t"],
  embeddings: [`${columnList("embeddings")}, ${time("t.time_ns")} AS time`, "store.embeddings t"],
} as const;

export type CohortView = keyof typeof parts;

/** The views whose rows say which cohort they are in. */
export const cohortViews = Object.keys(parts) as CohortView[];

/** A view with its cohort: the expression for it, and what has to be joined for it. */
export function viewWithCohort(view: CohortView, cohort: string, join = ""): string {
  const [columns, table] = parts[view];
  return `SELECT ${columns}, ${cohort} AS cohort FROM ${table} ${join}`;
}

/** The views without a cohort. */
export const plainViews: Readonly<Record<CohortView | "documents" | "deployments", string>> = {
  ...(Object.fromEntries(cohortViews.map((view) => [view, `SELECT ${parts[view].join(" FROM ")}`])) as Record<
    CohortView,
    string
  >),
  documents: `SELECT ${columnList("documents")}, ${source} FROM store.documents t`,
  deployments: `SELECT ${columnList("deployments")}, ${time("t.time_ns")} AS time FROM store.deployments t`,
};
