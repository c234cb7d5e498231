import { useMemo, useState } from "react";
import { DataTable, type TableColumn } from "../../widgets/data-table.tsx";
import { percent } from "../../widgets/duration-scale.ts";
import type { Live } from "../cell-kind.tsx";
import type { LatencyResult } from "./result.ts";
import { table } from "./table.ts";

/** The table twin: every figure of every step, with its interval, in milliseconds. */
export function AllFigures({ result, live }: { result: LatencyResult; live: Live | null }) {
  const [open, setOpen] = useState(false);
  const rows = useMemo(() => table(result), [result]);
  const columns = useMemo(() => rows.columns.map(({ name }) => twinColumn(name)), [rows]);
  return (
    <details className="analysis-twin" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>All figures as a table</summary>
      {(open || !live) && (
        <DataTable label="Latency, all figures" source={rows} columns={columns} copy={live?.copy} dense />
      )}
    </details>
  );
}

function twinColumn(name: string): TableColumn {
  const role = name.startsWith("reference_") ? "reference" : name.startsWith("current_") ? "current" : undefined;
  const words = (role ? name.slice(role.length + 1) : name).replaceAll("_", " ");
  const inMs = words.endsWith(" ms");
  const rate = /(^|_)(error_rate|share_of_wall_time)/.test(name);
  return {
    column: name,
    label: (inMs ? words.slice(0, -3) : words) + (role === "reference" ? ", ref." : role === "current" ? ", cur." : ""),
    unit: inMs ? "ms" : undefined,
    role,
    format: rate ? (value) => percent(Number(value)) : undefined,
  };
}
