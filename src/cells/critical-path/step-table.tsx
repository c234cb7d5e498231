import type { CriticalPathSpec } from "./definition.ts";
import type { CriticalPathResult } from "./result.ts";
import { type Column, columnsOf, type StepActions } from "./step-columns.tsx";

/** The path by step: bars of both cohorts, their difference, and what a trace would take without the step. */
export function StepTable({
  spec,
  result,
  ...actions
}: StepActions & { spec: CriticalPathSpec; result: CriticalPathResult }) {
  const columns = columnsOf(spec, result, actions);
  return (
    <table className="analysis-table">
      <thead>
        <tr>
          {columns.map((column) => (
            <Head key={column.id} column={column} spec={spec} onSort={actions.onSort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {result.steps.map((step) => (
          <tr
            key={step.step ?? "\0"}
            className={actions.onOpen ? "is-link" : undefined}
            onClick={actions.onOpen ? () => actions.onOpen?.(step) : undefined}
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

function Head({
  column: { head, about, sort, className },
  spec,
  onSort,
}: {
  readonly column: Column;
  readonly spec: CriticalPathSpec;
  readonly onSort: StepActions["onSort"];
}) {
  const sorted = sort !== undefined && spec.sort === sort;
  return (
    <th
      scope="col"
      className={className}
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
