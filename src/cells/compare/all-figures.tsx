import { useMemo, useState } from "react";
import { DataTable, type TableColumn } from "../../widgets/data-table.tsx";
import { percent } from "../../widgets/duration-scale.ts";
import type { Live } from "../cell-kind.tsx";
import type { CompareResult } from "./result.ts";
import { table } from "./table.ts";

/** The table twin: every figure and every difference of every step, with its interval. */
export function AllFigures({ result, live }: { result: CompareResult; live: Live | null }) {
  const [open, setOpen] = useState(false);
  const rows = useMemo(() => table(result), [result]);
  const columns = useMemo(() => rows.columns.map(({ name }) => column(name)), [rows]);
  return (
    <details className="analysis-twin" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>All figures as a table</summary>
      {(open || !live) && (
        <DataTable label="Comparison, all figures" source={rows} columns={columns} copy={live?.copy} dense />
      )}
    </details>
  );
}

function column(name: string): TableColumn {
  const role = name.startsWith("reference_") ? "reference" : name.startsWith("current_") ? "current" : undefined;
  const words = (role ? name.slice(role.length + 1) : name).replaceAll("_", " ");
  return {
    column: name,
    label: words + (role === "reference" ? ", ref." : role === "current" ? ", cur." : ""),
    role,
    format: /share_of_change|presence/.test(name) ? (value) => percent(Number(value)) : undefined,
  };
}
