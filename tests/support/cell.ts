import type { Engine } from "../../src/engine/engine.ts";
import type { CellLogic } from "../../src/notebook/cell.ts";

export interface CellRun {
  readonly engine: Engine;
  /** The cell's name; "cell" unless told. */
  readonly name?: string;
  readonly signal?: AbortSignal;
  /** Takes what the cell says of its progress. */
  readonly progress?: (text: string) => void;
}

/** Parses a cell's source and evaluates it on a real engine, as the runtime does. */
export async function evaluateCell<Spec, Result>(
  kind: CellLogic<Spec, Result>,
  source: string,
  { engine, name = "cell", signal = new AbortController().signal, progress = () => {} }: CellRun,
): Promise<Result> {
  return await kind.evaluate(kind.parse(source), { name, engine, signal, progress });
}
