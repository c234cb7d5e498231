import type { CellFailure } from "../../src/notebook/runtime.ts";

/** Why a cell failed, and where. */
export function CellFailureView({ failure }: { failure: CellFailure }) {
  const where = [
    failure.key && `key ${failure.key}`,
    failure.line !== null && `line ${failure.line}${failure.column !== null ? `, column ${failure.column}` : ""}`,
  ].filter(Boolean);
  return (
    <div className="cell-failure" role="alert">
      {where.length > 0 && <b>{where.join(", ")}: </b>}
      <span>{failure.message}</span>
    </div>
  );
}
