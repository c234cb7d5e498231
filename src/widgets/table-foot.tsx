import type { TableExport } from "./data-table.tsx";
import { counted, groupDigits } from "./format.ts";
import type { Rectangle } from "./grid-keys.ts";
import type { CopyForm } from "./table-copy.ts";

export interface TableFootProps {
  /** Rows that pass the filters. */
  readonly total: number;
  /** Rows without filters. */
  readonly all: number;
  readonly area: Rectangle | null;
  /** What came of the last action, or what is wrong with a filter. */
  readonly said: string;
  readonly filtering: boolean;
  readonly onFilter: () => void;
  readonly onCopy: (form: CopyForm) => void;
  readonly exports: readonly TableExport[];
  readonly onExport: (way: TableExport) => void;
  /** null where nothing can be pinned. */
  readonly onPin: (() => void) | null;
}

/** How much there is, and what can be done with all of it. */
export function TableFoot(props: TableFootProps) {
  const { total, all, area, said, filtering, onFilter, onCopy, exports, onExport, onPin } = props;
  return (
    <div className="dt-foot">
      <span>{total === all ? counted(total, "row") : `${groupDigits(total)} of ${counted(all, "row")}`}</span>
      {area && <span>{selectedText(area)}</span>}
      <output className="dt-said">{said}</output>
      <span className="dt-actions">
        <button type="button" aria-pressed={filtering} onClick={onFilter}>
          Filter
        </button>
        {onPin && (
          <button type="button" disabled={!area} onClick={onPin} title="Pin the selected rows as a finding (P)">
            Pin
          </button>
        )}
        <button type="button" onClick={() => onCopy("tsv")} title="Tab-separated, for a spreadsheet">
          Copy
        </button>
        <button type="button" onClick={() => onCopy("markdown")} title="Copy as a Markdown table">
          Markdown
        </button>
        {exports.map((way) => (
          <button key={way.label} type="button" onClick={() => onExport(way)} title={`Save as ${way.label}`}>
            {way.label}
          </button>
        ))}
      </span>
    </div>
  );
}

function selectedText({ top, bottom, left, right }: Rectangle): string {
  const [rows, columns] = [bottom - top + 1, right - left + 1];
  return rows * columns === 1 ? `row ${groupDigits(top + 1)}` : `${groupDigits(rows)} × ${columns} cells`;
}
