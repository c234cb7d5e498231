import { FiguresTable } from "../figures-table.tsx";
import { columnGroups, type StepActions } from "./columns.tsx";
import type { LatencySpec } from "./definition.ts";
import type { LatencyResult } from "./result.ts";

interface StepTableProps extends StepActions {
  readonly spec: LatencySpec;
  readonly result: LatencyResult;
  readonly onSort: ((sort: string) => void) | null;
}

/** The table of steps: sorted by its heads, each row open to its traces. */
export function StepTable({ spec, result, onSort, onOpen, onPin }: StepTableProps) {
  return (
    <FiguresTable
      label={`Latency by ${spec.by === "name" ? "step" : spec.by}`}
      groups={columnGroups(spec, result, { onOpen, onPin })}
      rows={result.steps}
      rowKey={({ step }) => step ?? "\0"}
      sorted={spec.sort}
      onSort={onSort}
      onOpen={onOpen}
    />
  );
}
