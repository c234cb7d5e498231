import type { Plain, TableData } from "../../engine/table-data.ts";
import type { ErrorsResult, ErrorType, TypeFigures } from "./result.ts";

type Column = readonly [name: string, type: "BIGINT" | "DOUBLE", read: (of: TypeFigures) => number | null];

const columns: readonly Column[] = [
  ["errors", "BIGINT", ({ errors }) => errors],
  ["traces", "BIGINT", ({ traces }) => traces],
  ["share_of_traces", "DOUBLE", ({ share }) => share.value],
  ["share_low", "DOUBLE", ({ share }) => share.low],
  ["share_high", "DOUBLE", ({ share }) => share.high],
];

/** One row per type of error: what it says, when it was seen, each side's figures, the difference of the shares. */
export function table({ sides, types }: ErrorsResult): TableData {
  const figures = columns.flatMap(([name, type, read]) =>
    sides.map(({ side }) => ({
      name: side === "all" ? name : `${side}_${name}`,
      type,
      read: ({ sides: found }: ErrorType) => (found[side] ? read(found[side]) : null),
    })),
  );
  const all = [...head, ...figures, ...(sides.length === 2 ? differences : [])];
  return {
    columns: all.map(({ name, type }) => ({ name, type })),
    rows: types.map((each): Plain[] => all.map(({ read }) => read(each))),
  };
}

const column = (name: string, type: string, read: (of: ErrorType) => Plain) => ({ name, type, read });

const head = [
  column("type", "VARCHAR", ({ type }) => type),
  column("message", "VARCHAR", ({ message }) => message),
  column("steps", "VARCHAR", ({ steps }) => steps.join(", ")),
  column("timeout", "BOOLEAN", ({ isTimeout }) => isTimeout),
  column("first_seen", "TIMESTAMP", ({ first }) => first),
  column("last_seen", "TIMESTAMP", ({ last }) => last),
];

const differences = [
  column("difference", "DOUBLE", ({ difference }) => difference?.value ?? null),
  column("difference_low", "DOUBLE", ({ difference }) => difference?.low ?? null),
  column("difference_high", "DOUBLE", ({ difference }) => difference?.high ?? null),
  column("adjusted_p", "DOUBLE", ({ adjustedP }) => adjustedP),
];
