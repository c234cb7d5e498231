import { type ColumnGroup, columnGroups, type StepActions } from "./columns.tsx";
import type { LatencySort, LatencySpec } from "./definition.ts";
import type { LatencyResult } from "./result.ts";

interface StepTableProps extends StepActions {
  readonly spec: LatencySpec;
  readonly result: LatencyResult;
  readonly onSort: ((sort: LatencySort) => void) | null;
}

/** The table of steps: sorted by its heads, each row open to its traces. */
export function StepTable({ spec, result, onSort, onOpen, onPin }: StepTableProps) {
  const groups = columnGroups(spec, result, { onOpen, onPin });
  const columns = groups.flatMap((group) => group.columns);
  const twoRows = columns.some((column) => column.head);
  return (
    <table className="analysis-table">
      <thead>
        <tr>
          {groups.map((group) => (
            <GroupHead key={group.head} group={group} twoRows={twoRows} spec={spec} onSort={onSort} />
          ))}
        </tr>
        {twoRows && (
          <tr>
            {columns
              .filter((column) => column.head)
              .map(({ id, head, className }) => (
                <th key={id} scope="col" className={className}>
                  {head}
                </th>
              ))}
          </tr>
        )}
      </thead>
      <tbody>
        {result.steps.map((step) => (
          <tr
            key={step.step ?? "\0"}
            className={onOpen ? "is-link" : undefined}
            onClick={onOpen ? () => onOpen(step) : undefined}
          >
            {columns.map(({ id, className, cell }) => (
              <td key={id} className={className}>
                {cell(step)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface GroupHeadProps {
  readonly group: ColumnGroup;
  readonly twoRows: boolean;
  readonly spec: LatencySpec;
  readonly onSort: StepTableProps["onSort"];
}

function GroupHead({ group, twoRows, spec, onSort }: GroupHeadProps) {
  const { head, sort, about, className, columns } = group;
  const divided = columns.some((column) => column.head);
  const sorted = sort !== null && spec.sort === sort;
  return (
    <th
      scope={columns.length > 1 ? "colgroup" : "col"}
      colSpan={columns.length}
      rowSpan={twoRows && !divided ? 2 : 1}
      className={[className, divided ? "is-group" : ""].filter(Boolean).join(" ") || undefined}
      title={about}
      aria-sort={sorted ? (sort === "name" ? "ascending" : "descending") : undefined}
    >
      {onSort && sort ? (
        <button type="button" onClick={() => onSort(sort)}>
          {head}
          {sorted && <span aria-hidden="true"> {sort === "name" ? "↑" : "↓"}</span>}
        </button>
      ) : (
        head
      )}
    </th>
  );
}
