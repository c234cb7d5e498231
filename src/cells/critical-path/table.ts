import type { Estimate } from "../../analysis/estimate.ts";
import type { Plain, TableData } from "../../engine/table-data.ts";
import type { CriticalPathResult, PathFigures, PathStep, RunRow } from "./result.ts";

/** A row per step or per listed trace, as `rows` asks. */
export function table(result: CriticalPathResult): TableData {
  return result.rows === "traces" ? runsTable(result) : stepsTable(result);
}

type Column<T> = readonly [name: string, type: string, read: (of: T) => Plain];

const ends = (name: string, read: (figures: PathFigures) => Estimate): readonly Column<PathFigures>[] => [
  [name, "DOUBLE", (figures) => read(figures).value],
  [name.replace(/(_ms)?$/, "_low$1"), "DOUBLE", (figures) => read(figures).low],
  [name.replace(/(_ms)?$/, "_high$1"), "DOUBLE", (figures) => read(figures).high],
];

const figureColumns: readonly Column<PathFigures>[] = [
  ["spans", "BIGINT", (figures) => figures.spans],
  ["traces_on_path", "BIGINT", (figures) => figures.runs],
  ...ends("path_ms", (figures) => figures.path),
  ...ends("share_of_wall_time", (figures) => figures.share),
  ...ends("without_ms", (figures) => figures.without),
  ["n", "BIGINT", (figures) => figures.path.n],
  ["note", "VARCHAR", (figures) => figures.path.reason],
];

/** A row per step: the figures of each side under the side's name, and the difference of the path's time. */
export function stepsTable({ sides, steps }: CriticalPathResult): TableData {
  const perSide = figureColumns.flatMap(([name, type, read]) =>
    sides.map(({ side }): Column<PathStep> => {
      const column = side === "all" ? name : `${side}_${name}`;
      return [column, type, (step) => (step.sides[side] ? read(step.sides[side]) : null)];
    }),
  );
  const differences: readonly Column<PathStep>[] = [
    ["path_difference_ms", "DOUBLE", ({ difference }) => difference?.value ?? null],
    ["path_difference_low_ms", "DOUBLE", ({ difference }) => difference?.low ?? null],
    ["path_difference_high_ms", "DOUBLE", ({ difference }) => difference?.high ?? null],
  ];
  return tableOf(
    [
      ["step", "VARCHAR", (step) => step.step],
      ["kind", "VARCHAR", (step) => step.kind],
      ...perSide,
      ...(sides.length === 2 ? differences : []),
    ],
    steps,
  );
}

const runColumns: readonly Column<RunRow>[] = [
  ["trace_id", "VARCHAR", (run) => run.traceId],
  ["root_name", "VARCHAR", (run) => run.name],
  ["start_time", "TIMESTAMP", (run) => run.start],
  ["cohort", "VARCHAR", (run) => (run.side === "all" ? null : run.side)],
  ["traces", "BIGINT", (run) => run.traces],
  ["spans", "BIGINT", (run) => run.spans],
  ["wall_ms", "DOUBLE", (run) => run.wall],
  ["work_ms", "DOUBLE", (run) => run.work],
  ["parallelism", "DOUBLE", (run) => run.parallelism],
  ["most_at_once", "BIGINT", (run) => run.most],
  ["idle_ms", "DOUBLE", (run) => run.idle],
  ["path_in_no_step_ms", "DOUBLE", (run) => run.waiting],
  ["failed_ms", "DOUBLE", (run) => run.failed],
  ["retries", "BIGINT", (run) => run.retries],
  ["retry_ms", "DOUBLE", (run) => run.retry],
  ["retry_on_path_ms", "DOUBLE", (run) => run.retryOnPath],
  ["without_retries_ms", "DOUBLE", (run) => run.withoutRetries],
  ["step", "VARCHAR", (run) => run.step],
  ["step_path_ms", "DOUBLE", (run) => run.path],
  ["without_step_ms", "DOUBLE", (run) => run.without],
];

/** A row per listed trace, the longest first. */
export function runsTable({ runs }: CriticalPathResult): TableData {
  return tableOf(runColumns, runs);
}

function tableOf<T>(columns: readonly Column<T>[], rows: readonly T[]): TableData {
  return {
    columns: columns.map(([name, type]) => ({ name, type })),
    rows: rows.map((row) => columns.map(([, , read]) => read(row))),
  };
}
