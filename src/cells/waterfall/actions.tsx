import type { Live } from "../cell-kind.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { KeyHelp } from "./keys-help.tsx";
import type { WaterfallModel } from "./model.ts";
import { useChosen } from "./use-model.tsx";

interface ActionsProps {
  readonly model: WaterfallModel;
  readonly live: Live;
  readonly asTable: boolean;
  readonly onTable: () => void;
}

/** What one can do to the whole waterfall. */
export function Actions({ model, live, asTable, onTable }: ActionsProps) {
  const { foldGaps, onlyCritical } = useChosen(model);
  const { shape, trace } = model.result;
  const gaps = shape.gaps.length;
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
      {trace && <ExportMenu trace={trace.id} live={live} />}
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
