import { GroupedTable } from "../grouped-table.tsx";
import { columnGroups, type StepActions } from "./columns.tsx";
import type { LatencySort, LatencySpec } from "./definition.ts";
import type { LatencyResult } from "./result.ts";

interface StepTableProps extends StepActions {
  readonly spec: LatencySpec;
  readonly result: LatencyResult;
  readonly onSort: ((sort: LatencySort) => void) | null;
}

/** The table of steps: sorted by its heads, each row open to its traces. */
export function StepTable({ spec, result, onSort, onOpen, onPin }: StepTableProps) {
  return (
    <GroupedTable
      groups={columnGroups(spec, result, { onOpen, onPin })}
      rows={result.steps}
      keyOf={({ step }) => step ?? "\0"}
      sorted={spec.sort}
      onSort={onSort && ((sort) => onSort(sort as LatencySort))}
      onOpen={onOpen}
    />
  );
}
