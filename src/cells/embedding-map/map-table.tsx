import { useMemo, useState } from "react";
import { DataTable } from "../../widgets/data-table.tsx";
import { counted } from "../../widgets/format.ts";
import type { Live } from "../cell-kind.tsx";
import type { MapResult } from "./result.ts";
import { table } from "./table.ts";

/** The table twin: every point with its place and all that it can be coloured by. */
export function MapTable({ result, live }: { result: MapResult; live: Live }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="analysis-twin" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{counted(result.rows.ids.length, "point")} as a table</summary>
      {open && <Points result={result} live={live} />}
    </details>
  );
}

function Points({ result, live }: { result: MapResult; live: Live }) {
  const rows = useMemo(() => table(result), [result]);
  return <DataTable label="Points of the map" source={rows} copy={live.copy} dense />;
}
