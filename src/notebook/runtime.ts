import { type Engine, QueryError } from "../engine/engine.ts";
import { identifier, literal } from "../engine/sql.ts";
import { type CellContext, CellError, type CellLogic, type InputValue } from "./cell.ts";
import { buildGraph, downstream, type Graph, upstream } from "./graph.ts";
import type { Cell } from "./notebook.ts";
import { storeViews } from "./store.ts";
import { writeTable } from "./tables.ts";

// The runtime gives a kind's evaluate only what its own parse made.
// biome-ignore lint/suspicious/noExplicitAny: existential type
export type AnyCellLogic = CellLogic<any, any>;

export type CellStatus = "idle" | "queued" | "running" | "done" | "stale" | "failed";

export interface CellState {
  readonly status: CellStatus;
  /** The last good result, with the specification that gave it; kept while a newer run is under way or failed. */
  readonly last: { readonly spec: unknown; readonly result: unknown } | null;
  readonly failure: CellFailure | null;
  readonly progress: string;
  readonly elapsedMs: number | null;
  /** performance.now() when the run under way began. */
  readonly since: number | null;
  /** The result in a few words. */
  readonly summary: string;
  /** When `last` was computed, in milliseconds since 1970. */
  readonly finishedAt: number | null;
}

export interface CellFailure {
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly key: string | null;
}

const idle: CellState = {
  status: "idle",
  last: null,
  failure: null,
  progress: "",
  elapsedMs: null,
  since: null,
  summary: "",
  finishedAt: null,
};

interface Entry {
  cell: Cell;
  state: CellState;
  /** Goes up with every change of the cell: an older run's result is dropped. */
  version: number;
  reads: readonly string[];
  /** The parsed source, or why it could not be parsed. */
  spec: { readonly value: unknown } | { readonly error: unknown } | null;
}

/** A cell whose last run took longer goes stale instead of running by itself. */
export const slowCellMs = 3000;

/**
 * Runs cells one after another in the order of their dependencies, re-runs what depends on a change, and keeps the
 * last good result of each. It knows nothing of files and screens.
 */
export class Runtime {
  readonly #engine: Engine;
  readonly #kinds: ReadonlyMap<string, AnyCellLogic>;
  readonly #onChange: () => void;
  readonly #entries = new Map<string, Entry>();
  readonly #queue = new Set<string>();
  readonly #owned = new Map<string, string>();
  #graph: Graph = buildGraph([], new Set());
  #analysed: Promise<void> = Promise.resolve();
  #running: { readonly id: string; readonly controller: AbortController } | null = null;
  #pumping: Promise<void> | null = null;

  constructor(engine: Engine, kinds: readonly AnyCellLogic[], onChange: () => void = () => undefined) {
    this.#engine = engine;
    this.#kinds = new Map(kinds.map((kind) => [kind.kind, kind]));
    this.#onChange = onChange;
  }

  state(id: string): CellState {
    return this.#entries.get(id)?.state ?? idle;
  }

  /** What a cell reads, as its source says: tables and cells by name. */
  reads(id: string): readonly string[] {
    return this.#entries.get(id)?.reads ?? [];
  }

  kind(name: string): AnyCellLogic | null {
    return this.#kinds.get(name) ?? null;
  }

  /** Takes over the notebook's cells. Changed cells and what depends on them become stale; nothing runs yet. */
  setCells(cells: readonly Cell[]): Promise<void> {
    const gone = [...this.#entries.keys()].filter((id) => !cells.some((cell) => cell.id === id));
    const changed = cells.filter((cell) => isChanged(this.#entries.get(cell.id)?.cell, cell));
    const touched = new Set([...gone, ...changed.map((cell) => cell.id)]);
    const affected = downstream(this.#graph, touched);
    for (const id of touched) this.#cancel(id);
    const previous = this.#analysed;
    const analysis = this.#analyse(cells, changed);
    this.#analysed = previous.then(() => analysis).then(() => this.#rebuild(cells, gone));
    for (const id of [...changed.map((cell) => cell.id), ...affected]) this.#markStale(id);
    this.#onChange();
    return this.#analysed;
  }

  async #analyse(cells: readonly Cell[], changed: readonly Cell[]): Promise<void> {
    const previous = new Map(this.#entries);
    this.#entries.clear();
    for (const cell of cells) {
      const old = previous.get(cell.id);
      const version = (old?.version ?? 0) + (changed.includes(cell) ? 1 : 0);
      this.#entries.set(cell.id, { ...(old ?? { state: idle, reads: [], spec: null }), cell, version });
    }
    await Promise.all(changed.map((cell) => this.#read(this.#entries.get(cell.id) as Entry)));
  }

  async #read(entry: Entry): Promise<void> {
    const { cell, version } = entry;
    const kind = this.#kinds.get(cell.kind);
    let spec: Entry["spec"] = null;
    let reads: readonly string[] = [];
    try {
      if (!kind) throw new CellError(`no cell kind is called "${cell.kind}"; the cell is kept as it is`);
      if (cell.unclosed) throw new CellError("the cell's fence is never closed; end it with a line of ```");
      spec = { value: kind.parse(cell.source) };
      reads = await kind.reads(spec.value, this.#engine);
    } catch (error) {
      // SQL that does not parse has no known reads; running it tells the mistake with its place.
      if (!(error instanceof QueryError)) spec = { error };
    }
    const current = this.#entries.get(cell.id);
    if (current?.version === version) Object.assign(current, { spec, reads });
  }

  async #rebuild(cells: readonly Cell[], gone: readonly string[]): Promise<void> {
    for (const id of gone) await this.#dropTable(id);
    const nodes = cells.flatMap((cell) => {
      const entry = this.#entries.get(cell.id);
      return entry ? [{ id: cell.id, name: cell.name, reads: entry.reads }] : [];
    });
    this.#graph = buildGraph(nodes, new Set(storeViews));
    this.#onChange();
  }

  #markStale(id: string): void {
    const state = this.state(id);
    if (state.status === "done" || state.status === "failed" || state.status === "queued")
      this.#set(id, { status: "stale" });
  }

  /** Runs the cells, and before them whatever they read that is not up to date. */
  async run(ids: readonly string[]): Promise<void> {
    await this.#analysed;
    for (const id of [...upstream(this.#graph, ids)].filter((id) => this.state(id).status !== "done"))
      this.#enqueue(id);
    for (const id of ids) this.#enqueue(id);
    await this.#pump();
  }

  async runAll(): Promise<void> {
    await this.#analysed;
    await this.run([...this.#graph.order]);
  }

  /**
   * Says that tables outside the notebook changed (`null`: all of them), and re-runs or marks what reads them.
   * Returns whether anything ran.
   */
  async invalidate(names: ReadonlySet<string> | null): Promise<boolean> {
    await this.#analysed;
    const readers = [...this.#entries.values()].filter((entry) =>
      entry.reads.some((name) => (names ? names.has(name.toLowerCase()) : true)),
    );
    const direct = readers.map((entry) => entry.cell.id);
    this.#refresh(new Set([...direct, ...downstream(this.#graph, direct)]));
    const queued = this.#queue.size > 0;
    await this.#pump();
    return queued;
  }

  /** Queues what ran before and was quick; the rest goes stale and says so. */
  #refresh(ids: ReadonlySet<string>): void {
    for (const id of ids) {
      const { status, elapsedMs } = this.state(id);
      if (status === "idle") continue;
      if (elapsedMs !== null && elapsedMs > slowCellMs) this.#markStale(id);
      else this.#enqueue(id);
    }
  }

  #enqueue(id: string): void {
    if (!this.#entries.has(id) || this.#queue.has(id)) return;
    this.#cancel(id);
    this.#queue.add(id);
    this.#set(id, { status: "queued", progress: "" });
  }

  /** Stops what runs and forgets what waits. */
  stop(): void {
    for (const id of this.#queue) this.#set(id, { status: this.state(id).last ? "stale" : "idle" });
    this.#queue.clear();
    this.#running?.controller.abort(new CellError("stopped"));
  }

  #cancel(id: string): void {
    if (this.#running?.id === id) this.#running.controller.abort(new Superseded());
  }

  #pump(): Promise<void> {
    this.#pumping ??= this.#drain().finally(() => {
      this.#pumping = null;
    });
    return this.#pumping;
  }

  async #drain(): Promise<void> {
    for (;;) {
      await this.#analysed;
      const id = this.#graph.order.find((id) => this.#queue.has(id));
      if (id === undefined) return this.#queue.clear();
      this.#queue.delete(id);
      await this.#runOne(this.#entries.get(id) as Entry);
    }
  }

  async #runOne(entry: Entry): Promise<void> {
    const { id } = entry.cell;
    const { version } = entry;
    const controller = new AbortController();
    this.#running = { id, controller };
    const since = performance.now();
    this.#set(id, { status: "running", progress: "", since });
    try {
      const done = await this.#evaluate(entry, controller.signal);
      if (this.#isCurrent(id, version)) this.#finish(id, done, performance.now() - since);
    } catch (error) {
      if (this.#isCurrent(id, version)) this.#fail(id, error, performance.now() - since);
    } finally {
      this.#running = null;
    }
  }

  #isCurrent(id: string, version: number): boolean {
    return this.#entries.get(id)?.version === version;
  }

  async #evaluate(entry: Entry, signal: AbortSignal): Promise<Pick<CellState, "last" | "summary">> {
    const { cell } = entry;
    const problem = this.#graph.problems.get(cell.id);
    if (problem) throw new CellError(problem);
    const kind = this.#kinds.get(cell.kind);
    const spec = entry.spec ?? (kind ? { value: kind.parse(cell.source) } : null);
    if (!kind || !spec) throw new CellError(`no cell kind is called "${cell.kind}"`);
    if ("error" in spec) throw spec.error;
    const name = cell.name || `_${cell.id}`;
    if (cell.name) await this.#refuseForeign(name);
    await this.#claim(cell.id, name);
    const progress = (text: string) => this.#set(cell.id, { progress: text });
    const inputs = this.#inputs();
    const result: unknown = await kind.evaluate(spec.value, {
      name,
      engine: this.#engine,
      ...inputs,
      signal,
      progress,
    });
    signal.throwIfAborted();
    if (kind.table && cell.name) await writeTable(this.#engine, name, kind.table(result));
    return { last: { spec: spec.value, result }, summary: kind.summary?.(result) ?? "" };
  }

  /** The values of the inputs that are up to date. */
  #inputs(): Pick<CellContext, "inputs" | "inputTypes"> {
    const inputs: Record<string, InputValue> = {};
    const inputTypes: Record<string, string> = {};
    for (const { cell, state } of this.#entries.values()) {
      if (state.status !== "done" || !state.last || !cell.name) continue;
      const values = this.#kinds.get(cell.kind)?.inputValues?.(cell.name, state.last.result) ?? {};
      for (const [name, { value, type }] of Object.entries(values)) {
        inputs[name] = value;
        inputTypes[name] = type;
      }
    }
    return { inputs, inputTypes };
  }

  /** A table that an import made is never replaced. */
  async #refuseForeign(name: string): Promise<void> {
    const lower = name.toLowerCase();
    if ([...this.#owned.values()].some((owned) => owned.toLowerCase() === lower)) return;
    const found = await this.#engine.query(
      `SELECT 1 FROM duckdb_tables() WHERE schema_name = 'main' AND lower(table_name) = ${literal(lower)}`,
    );
    if (found.numRows)
      throw new CellError(`the name "${name}" belongs to an imported table; give this cell another name`);
  }

  /** Takes the name for the cell's table. */
  async #claim(id: string, name: string): Promise<void> {
    const mine = this.#owned.get(id);
    if (mine === name) return;
    if (mine) await this.#dropTable(id);
    this.#owned.set(id, name);
  }

  async #dropTable(id: string): Promise<void> {
    const name = this.#owned.get(id);
    if (!name) return;
    this.#owned.delete(id);
    if ([...this.#owned.values()].some((other) => other.toLowerCase() === name.toLowerCase())) return;
    // A cell's statements may have made it a view.
    const drop = (type: "TABLE" | "VIEW") => this.#engine.query(`DROP ${type} IF EXISTS ${identifier(name)}`);
    await drop("TABLE").catch(() => drop("VIEW"));
  }

  #finish(id: string, done: Pick<CellState, "last" | "summary">, elapsedMs: number): void {
    const finishedAt = Date.now();
    this.#set(id, { ...done, status: "done", failure: null, elapsedMs, since: null, progress: "", finishedAt });
    this.#refresh(new Set(this.#graph.dependents.get(id) ?? []));
  }

  #fail(id: string, error: unknown, elapsedMs: number): void {
    const state = this.state(id);
    const base = { since: null, progress: "", elapsedMs };
    if (error instanceof Superseded) {
      this.#set(id, { ...base, status: "stale" });
      return;
    }
    const stopped = error instanceof Error && (error.message === "stopped" || error.name === "AbortError");
    const failure = stopped ? null : failureOf(error);
    this.#set(id, { ...base, failure, status: failure ? "failed" : state.last ? "stale" : "idle" });
  }

  #set(id: string, change: Partial<CellState>): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.state = { ...entry.state, ...change };
    this.#onChange();
  }
}

/** The abort reason of a run whose cell changed under it. */
class Superseded extends Error {}

function isChanged(old: Cell | undefined, cell: Cell): boolean {
  if (!old) return true;
  return (
    old.source !== cell.source || old.kind !== cell.kind || old.name !== cell.name || old.unclosed !== cell.unclosed
  );
}

function failureOf(error: unknown): CellFailure {
  if (error instanceof QueryError)
    return { message: error.message, line: error.place?.line ?? null, column: error.place?.column ?? null, key: null };
  const place = error instanceof CellError ? error.place : {};
  const message = error instanceof Error ? error.message : String(error);
  return { message, line: place.line ?? null, column: place.column ?? null, key: place.key ?? null };
}
