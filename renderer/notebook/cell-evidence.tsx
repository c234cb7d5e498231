import { useSyncExternalStore } from "react";
import type { Cell } from "../../src/notebook/notebook.ts";
import { checkText } from "../../src/notebook/verify.ts";
import { canPin, pinCell } from "../pin-finding.ts";
import { useCheck } from "../verify-state.ts";
import type { Workbench } from "../workbench.ts";
import "./cell-evidence.css";

/** How a cell's result stands to what was locked, and the button that pins it. */
export function CellEvidence({ cell, workbench }: { readonly cell: Cell; readonly workbench: Workbench }) {
  const check = useCheck(workbench, cell.id);
  const pinnable = useSyncExternalStore(workbench.session.subscribe, () => canPin(workbench, cell));
  return (
    <>
      {check && (
        <span
          className={`cell-check is-${check.verdict === "same" ? "same" : "changed"}`}
          title={hint(checkText(check))}
        >
          {check.verdict === "same" ? "same" : `changed: ${check.causes.join(", ")}`}
        </span>
      )}
      {pinnable && (
        <button
          type="button"
          className="link cell-pin"
          title="Pin this result as a finding (Shift+P)"
          onClick={() => void pinCell(workbench, cell.id)}
        >
          Pin
        </button>
      )}
    </>
  );
}

function hint(text: string): string {
  return `Against when the notebook was saved: ${text}`;
}
