import type { FocusEvent } from "react";
import { keyHelp } from "./keys.ts";
import type { WaterfallModel } from "./model.ts";
import { useChosen } from "./use-model.tsx";

interface ActionsProps {
  readonly model: WaterfallModel;
  readonly asTable: boolean;
  readonly onTable: () => void;
}

/** What one can do to the whole waterfall. */
export function Actions({ model, asTable, onTable }: ActionsProps) {
  const { foldGaps, onlyCritical } = useChosen(model);
  const gaps = model.result.shape.gaps.length;
  return (
    <div className="wf-actions">
      {!asTable && (
        <button type="button" className="btn small bare" title="Fit (F)" onClick={() => model.fit()}>
          Fit
        </button>
      )}
      <Toggle label="Critical path" hint="C" on={onlyCritical} onClick={() => model.setOnlyCritical(!onlyCritical)} />
      {gaps > 0 && !asTable && (
        <Toggle label="Fold gaps" hint="G" on={foldGaps} onClick={() => model.setFoldGaps(!foldGaps)} />
      )}
      <Toggle label="Table" on={asTable} onClick={onTable} />
      {!asTable && <KeyHelp />}
    </div>
  );
}

interface ToggleProps {
  readonly label: string;
  readonly hint?: string;
  readonly on: boolean;
  readonly onClick: () => void;
}

function Toggle({ label, hint, on, onClick }: ToggleProps) {
  const title = hint ? `${label} (${hint})` : label;
  return (
    <button type="button" className="btn small bare wf-toggle" title={title} aria-pressed={on} onClick={onClick}>
      {label}
    </button>
  );
}

function closeWhenLeft({ currentTarget, relatedTarget }: FocusEvent<HTMLDetailsElement>): void {
  if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) currentTarget.open = false;
}

function KeyHelp() {
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
