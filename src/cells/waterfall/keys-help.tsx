import type { FocusEvent } from "react";
import { keyHelp } from "./keys.ts";

/** Folds a `details` element whose content has lost the focus. */
export function closeWhenLeft({ currentTarget, relatedTarget }: FocusEvent<HTMLDetailsElement>): void {
  if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) currentTarget.open = false;
}

/** Every key of the chart. */
export function KeyHelp() {
  return (
    <details className="wf-keys" onBlur={closeWhenLeft}>
      <summary className="btn small bare">Keys</summary>
      <dl>
        {keyHelp.map(([keys, what]) => (
          <div key={keys}>
            <dt>{keys}</dt>
            <dd>{what}</dd>
          </div>
        ))}
        <div>
          <dt>wheel</dt>
          <dd>rows; with Ctrl or on the axis: nearer, farther; with Shift: along</dd>
        </div>
        <div>
          <dt>drag</dt>
          <dd>along; on the axis or with Shift: mark a range</dd>
        </div>
      </dl>
    </details>
  );
}
