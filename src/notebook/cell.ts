import type { Engine } from "../engine/engine.ts";
import type { TableData } from "../engine/table-data.ts";
import type { Computation, ComputeOptions } from "./computation.ts";
import type { NotebookFiles } from "./notebook-files.ts";
import type { ResultCache } from "./result-cache.ts";
import { nearest } from "./yaml-problems.ts";

/** The language of a cell's fence, which its editor highlights. */
export type Language = "markdown" | "sql" | "yaml" | "typescript";

/** What a kind of cell is, without how it looks. */
export interface CellLogic<Spec, Result> {
  /** As written in the file: `kind=latency`. */
  readonly kind: string;
  /** As shown in menus: "Latency by step". */
  readonly title: string;
  /** One sentence for the menu: what question it answers. */
  readonly about: string;
  readonly language: Language;
  /** The source of a new cell. */
  readonly starter: string;
  /**
   * The only place where text becomes a specification: validates and fills in every default.
   * @throws CellError with the place of the mistake
   */
  parse(source: string): Spec;
  /** The names that it depends on: tables, other cells. */
  reads(spec: Spec, engine: Engine): readonly string[] | Promise<readonly string[]>;
  /** The files that it names by their path from the notebook: they go with it to another place. */
  files?(spec: Spec): readonly string[];
  /** Computes the result: plain values that survive structured cloning and (typed arrays aside) JSON. */
  evaluate(spec: Spec, context: CellContext): Promise<Result>;
  /**
   * The result as rows, which makes a named cell a table for the cells after it.
   * Left out where there is nothing to tabulate, or where `evaluate` makes the table itself (sql).
   */
  table?(result: Result): TableData;
  /**
   * What of the result a re-run has to give again, where that is not simply all of it: the rows of a table in the
   * engine, and values. Left out, the whole result counts.
   */
  output?(result: Result): { readonly table: string | null; readonly value: unknown };
  /** The first rows of a result whose table is in the engine, and how many there are; for exports. */
  preview?(result: Result): { readonly data: TableData; readonly total: number } | null;
  /** The names under which a cell called `name` gives values to others as inputs; left out by all but inputs. */
  inputNames?(name: string, spec: Spec): readonly string[];
  /** Those values, by those names. */
  inputValues?(name: string, result: Result): Readonly<Record<string, TypedInput>>;
  /** The result in a few words, for the cell's head and for a screen reader: "11 rows". */
  summary?(result: Result): string;
}

/** What an input cell holds. A date range is a list of two; times are ISO text, integers beyond 2^53 digits as text. */
export type InputValue = string | number | boolean | null | readonly InputValue[];

export interface TypedInput {
  readonly value: InputValue;
  /** As the engine names it. */
  readonly type: string;
}

export interface CellContext {
  /** The cell's name in the notebook: the table that it becomes. */
  readonly name: string;
  readonly engine: Engine;
  /**
   * The values of the notebook's input cells by name, as they stand when the cell runs. A cell says which it uses by
   * giving their names in `reads`, so that it runs after them and again when they change. A date range `r` also gives
   * `r_from` and `r_to`. What failed or is missing is not in it; telling so is the cell's part (`missingInput`).
   */
  readonly inputs: Readonly<Record<string, InputValue>>;
  /** The engine's type of each input: VARCHAR, DOUBLE, DATE, VARCHAR[] … */
  readonly inputTypes: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Says how far it is: "412,000 of 1,000,000 spans". */
  progress(text: string): void;
  /** Runs long work off the thread that draws; its progress is the cell's, and stopping the cell stops it. */
  compute<In, Out, Picture = never>(
    computation: Computation<In, Out, Picture>,
    input: In,
    options?: ComputeOptions<Picture>,
  ): Promise<Out>;
  /** Draws a result that is still under way, until the run ends. */
  show(result: unknown): void;
  /** The files around the notebook. */
  readonly files: NotebookFiles;
  /** Keeps what is long to compute, for the next run and the next time the notebook is opened. */
  readonly cache: ResultCache;
}

/** The part of a context that tells the inputs. */
export type Inputs = Pick<CellContext, "inputs" | "inputTypes">;

/** What to tell where `$name` is used and no input gives it. */
export function missingInput(name: string, inputs: CellContext["inputs"]): string {
  const known = Object.keys(inputs);
  const near = nearest(name, known);
  const hint = near
    ? `did you mean $${near}?`
    : known.length
      ? `there are ${known.map((n) => `$${n}`).join(", ")}`
      : "";
  return `$${name}: no input of this name has a value; ${hint || `add an input cell called ${name}`}`;
}

/** A cell that cannot be understood or run, and where. */
export class CellError extends Error {
  override readonly name = "CellError";
  constructor(
    message: string,
    readonly place: {
      /** 1-based, in the cell's source. */
      readonly line?: number;
      readonly column?: number;
      /** The offending key of a YAML cell: "by", "cohorts.reference.from". */
      readonly key?: string;
    } = {},
  ) {
    super(message);
  }
}
