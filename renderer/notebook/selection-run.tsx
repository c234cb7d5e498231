import { useEffect, useMemo, useState } from "react";
import type { AnyCellKind } from "../../src/cells/cell-kind.tsx";
import { cellKinds } from "../../src/cells/index.tsx";
import { identifier } from "../../src/engine/sql.ts";
import { statementAt } from "../../src/engine/statement-at.ts";
import { cellContext } from "../../src/notebook/cell-context.ts";
import { failureOf } from "../../src/notebook/cell-state.ts";
import type { Cell } from "../../src/notebook/notebook.ts";
import type { Workbench } from "../workbench.ts";
import { CellFailureView } from "./cell-failure.tsx";
import { CellResult } from "./cell-result.tsx";
import type { CellViews } from "./cell-views.ts";
import "./selection-run.css";

let runs = 0;

/** Runs what is selected in a cell's editor, or the statement that the cursor is in, and shows its rows at the side. */
export function runSelection(workbench: Workbench, views: CellViews, cell: Cell): void {
  if (workbench.session.state.held) {
    workbench.notify({
      tone: "info",
      text: "This notebook is not trusted yet: its statements run after Trust and run.",
    });
    return;
  }
  const kind = cellKinds.find((other) => other.kind === cell.kind);
  const { start, end } = views.editor(cell.id)?.selection() ?? { start: 0, end: 0 };
  const selected = cell.source.slice(start, end);
  const source = selected.trim() ? selected : statementAt(cell.source, start);
  if (!kind || !source) {
    workbench.notify({ tone: "info", text: "There is no statement to run in this cell yet." });
    return;
  }
  const table = `_selection_${++runs}`;
  const body = (
    <SelectionRun key={table} workbench={workbench} kind={kind} table={table} source={source} id={cell.id} />
  );
  workbench.showDetail({ title: `A statement of ${cell.name || "the cell"}`, body });
}

interface SelectionRunProps {
  readonly workbench: Workbench;
  readonly kind: AnyCellKind;
  readonly table: string;
  readonly source: string;
  readonly id: string;
}

type State =
  | { readonly at: "running" | "stopped" }
  | { readonly at: "done"; readonly spec: unknown; readonly result: unknown }
  | { readonly at: "failed"; readonly error: unknown };

/** The rows are in a table of their own, which goes with the panel. */
function SelectionRun({ workbench, kind, table, source, id }: SelectionRunProps) {
  const [state, setState] = useState<State>({ at: "running" });
  const stop = useMemo(() => new AbortController(), []);
  useEffect(() => {
    let gone = false;
    const run = evaluated(workbench, kind, table, source, stop.signal).then(
      (done) => gone || setState({ at: "done", ...done }),
      (error: unknown) => gone || setState(stop.signal.aborted ? { at: "stopped" } : { at: "failed", error }),
    );
    return () => {
      gone = true;
      stop.abort(new Error("stopped"));
      void run
        .then(() => workbench.session.engine.query(`DROP TABLE IF EXISTS ${identifier(table)}`))
        .catch(() => undefined);
    };
  }, [workbench, kind, table, source, stop]);
  return (
    <div className="selection-run">
      <pre className="selection-text">{source.trim()}</pre>
      {state.at === "running" && (
        <p>
          Running…{" "}
          <button type="button" className="link" onClick={() => stop.abort(new Error("stopped"))}>
            Stop
          </button>
        </p>
      )}
      {state.at === "stopped" && <p>Stopped.</p>}
      {state.at === "failed" && <CellFailureView failure={failureOf(state.error)} />}
      {state.at === "done" && <CellResult kind={kind} name="selection" last={state} live={workbench.live(id)} />}
    </div>
  );
}

async function evaluated(workbench: Workbench, kind: AnyCellKind, table: string, source: string, signal: AbortSignal) {
  const { engine, runtime } = workbench.session;
  const spec: unknown = kind.parse(source);
  const result: unknown = await kind.evaluate(spec, cellContext({ name: table, engine, ...runtime.inputs(), signal }));
  return { spec, result };
}
