import type { Engine } from "../../src/engine/engine.ts";
import type { CellLogic, TypedInput } from "../../src/notebook/cell.ts";
import { cellContext } from "../../src/notebook/cell-context.ts";
import { type Compute, computeInPlace } from "../../src/notebook/computation.ts";

export interface CellRun {
  readonly engine: Engine;
  /** The cell's name; "cell" unless told. */
  readonly name?: string;
  readonly signal?: AbortSignal;
  /** What the notebook's inputs hold. */
  readonly inputs?: Readonly<Record<string, TypedInput>>;
  /** Takes what the cell says of its progress. */
  readonly progress?: (text: string) => void;
  /** Takes a result under way. */
  readonly show?: (result: unknown) => void;
}

/** As a worker would: buffers that are handed over are gone, and all else has to survive being copied. */
export const computeApart: Compute = async (computation, input, { moved = [], ...options }) => {
  const out = await computeInPlace(computation, structuredClone(input, { transfer: [...moved] }), options);
  return structuredClone(out, { transfer: [...(computation.moved?.(out) ?? [])] });
};

/** Parses a cell's source and evaluates it on a real engine, as the runtime does. */
export async function evaluateCell<Spec, Result>(
  kind: CellLogic<Spec, Result>,
  source: string,
  { name = "cell", inputs: typed = {}, ...run }: CellRun,
): Promise<Result> {
  const entries = Object.entries(typed);
  const inputs = Object.fromEntries(entries.map(([input, { value }]) => [input, value]));
  const inputTypes = Object.fromEntries(entries.map(([input, { type }]) => [input, type]));
  return await kind.evaluate(
    kind.parse(source),
    cellContext({ name, inputs, inputTypes, compute: computeApart, ...run }),
  );
}
