import { type Engine, QueryError } from "../engine/engine.ts";
import { inputsInYaml } from "./bound-yaml.ts";
import { type CellContext, CellError, type CellLogic, type Inputs, type InputValue } from "./cell.ts";
import { cellContext, type Surroundings } from "./cell-context.ts";
import {
  type CellState,
  idle,
  isChanged,
  isOpen,
  notRunning,
  Superseded,
  stateAfter,
  stoppedState,
  whyStale,
} from "./cell-state.ts";
import { CellTables, tableName } from "./cell-tables.ts";
import { buildGraph, downstream, type Graph, upstream } from "./graph.ts";
import type { Cell } from "./notebook.ts";
import { memoryCache } from "./result-cache.ts";
import { spaced } from "./spaced.ts";
import { boundSpec } from "./spec.ts";
import { storeViews } from "./store.ts";
import { writeTable } from "./tables.ts";

export type { CellFailure, CellState, CellStatus } from "./cell-state.ts";

// The runtime gives a kind's evaluate only what its own parse made.
// biome-ignore lint/suspicious/noExplicitAny: existential type
export type AnyCellLogic = CellLogic<any, any>;

interface Entry {
  cell: Cell;
  state: CellState;
  /** Goes up with every change of the cell: what an older text read is not taken over. */
  version: number;
  reads: readonly string[];
  /** The names of inputs that stand in a YAML cell's text: it is understood anew before each run. */
  uses: readonly string[];
  /** Further names under which it gives something. */
  gives: readonly string[];
  /** The parsed source, or why it could not be parsed. */
  spec: { readonly value: unknown } | { readonly error: unknown } | null;
}

/**
 * Runs cells one after another in the order of their dependencies, re-runs what depends on a change, and keeps the
 * last good result of each. It knows nothing of files and screens.
 */
export class Runtime {
  readonly #engine: Engine;
  readonly #kinds: ReadonlyMap<string, AnyCellLogic>;
  readonly #onChange: () => void;
  readonly #around: Surroundings;
  readonly #entries = new Map<string, Entry>();
  readonly #queue = new Set<string>();
  readonly #tables: CellTables;
  #graph: Graph = buildGraph([], new Set());
  #analysed: Promise<void> = Promise.resolve();
  #running: { readonly id: string; readonly controller: AbortController } | null = null;
  #held = false;
  #pumping: Promise<void> | null = null;

  constructor(
    engine: Engine,
    kinds: readonly AnyCellLogic[],
    onChange: () => void = () => undefined,
    around: Surroundings = {},
  ) {
    this.#engine = engine;
    this.#tables = new CellTables(engine);
    this.#kinds = new Map(kinds.map((kind) => [kind.kind, kind]));
    this.#onChange = onChange;
    this.#around = { ...around, cache: around.cache ?? memoryCache() };
  }

  state(id: string): CellState {
    return this.#entries.get(id)?.state ?? idle;
  }

  /** While it is held, whatever is asked for, nothing but prose runs. */
  hold(held: boolean): void {
    this.#held = held;
  }

  /** What a cell reads, as its source says: tables, cells and inputs by name. */
  reads(id: string): readonly string[] {
    return this.#entries.get(id)?.reads ?? [];
  }

  kind(name: string): AnyCellLogic | null {
    return this.#kinds.get(name) ?? null;
  }

  /** Takes over the notebook's cells. Changed cells and what depends on them become stale; nothing runs yet. */
  setCells(cells: readonly Cell[]): Promise<void> {
    const kept = new Set(cells.map(({ id }) => id));
    const gone = [...this.#entries.keys()].filter((id) => !kept.has(id));
    const changed = cells.filter((cell) => isChanged(this.#entries.get(cell.id)?.cell, cell));
    this.#outdate(new Set(gone), new Set(changed.map(({ id }) => id)));
    const previous = this.#analysed;
    const analysis = this.#analyse(cells, changed);
    this.#analysed = previous.then(() => analysis).then(() => this.#rebuild(gone));
    this.#onChange();
    return this.#analysed;
  }

  /** Stops what newer text makes useless. What waits and still has everything before it stays in the queue. */
  #outdate(gone: ReadonlySet<string>, changed: ReadonlySet<string>): void {
    const waiting = new Set([...changed].filter((id) => this.#queue.has(id)));
    const outdated = new Set([...gone, ...changed].filter((id) => !waiting.has(id)));
    for (const id of outdated) this.#leave(id, whyStale.changed);
    const affected = downstream(this.#graph, [...gone, ...changed]);
    if (affected.size === 0) return;
    for (const id of this.#graph.order) {
      if (!affected.has(id) || outdated.has(id)) continue;
      const reads = this.#graph.dependencies.get(id) ?? [];
      if (this.#queue.has(id) && !reads.some((read) => outdated.has(read))) continue;
      outdated.add(id);
      this.#leave(id, whyStale.changed);
    }
  }

  async #analyse(cells: readonly Cell[], changed: readonly Cell[]): Promise<void> {
    const previous = new Map(this.#entries);
    const touched = new Set(changed);
    this.#entries.clear();
    for (const cell of cells) {
      const old = previous.get(cell.id);
      const fresh = { state: idle, reads: [], uses: [], gives: [], spec: null };
      const version = (old?.version ?? 0) + (touched.has(cell) ? 1 : 0);
      this.#entries.set(cell.id, { ...(old ?? fresh), cell, version });
    }
    await Promise.all(changed.map((cell) => this.#read(this.#entries.get(cell.id) as Entry)));
  }

  async #read({ cell, version }: Entry): Promise<void> {
    const kind = this.#kinds.get(cell.kind);
    const uses = kind?.language === "yaml" ? inputsInYaml(cell.source) : [];
    const read: Pick<Entry, "reads" | "uses" | "gives" | "spec"> = { reads: uses, uses, gives: [], spec: null };
    try {
      if (!kind) throw new CellError(`no cell kind is called "${cell.kind}"; the cell is kept as it is`);
      if (cell.unclosed) throw new CellError("the cell's fence is never closed; end it with a line of ```");
      const value = boundSpec(kind, cell.source, this.inputs());
      read.spec = { value };
      read.gives = kind.inputNames?.(cell.name, value) ?? [];
      read.reads = [...uses, ...(await kind.reads(value, this.#engine))];
    } catch (error) {
      // SQL that does not parse has no known reads; running it tells the mistake with its place.
      if (!(error instanceof QueryError)) read.spec = { error };
    }
    const current = this.#entries.get(cell.id);
    if (current?.version === version) Object.assign(current, read);
  }

  async #rebuild(gone: readonly string[]): Promise<void> {
    for (const id of gone) await this.#dropOld(id);
    for (const id of this.#entries.keys()) await this.#dropOld(id);
    this.#regraph();
    this.#onChange();
  }

  #regraph(): void {
    const nodes = [...this.#entries.values()].map(({ cell, reads, gives }) => ({
      id: cell.id,
      name: cell.name,
      reads,
      gives,
    }));
    this.#graph = buildGraph(nodes, new Set(storeViews));
  }

  /** Drops the table of a cell that is gone or has another name now. One that is just being made goes when its run ends. */
  async #dropOld(id: string): Promise<void> {
    const table = this.#tables.nameOf(id);
    if (table === null || this.#running?.id === id) return;
    const cell = this.#entries.get(id)?.cell;
    if (!cell || tableName(cell) !== table) await this.#tables.drop(id);
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

  /** Runs a cell and, before it, every cell above it that is not up to date. */
  async runTo(id: string): Promise<void> {
    await this.#analysed;
    const ids = [...this.#entries.keys()];
    const above = ids.slice(0, Math.max(0, ids.indexOf(id)));
    await this.run([...above.filter((other) => this.state(other).status !== "done"), id]);
  }

  /** Runs a cell and every cell below it. */
  async runFrom(id: string): Promise<void> {
    await this.#analysed;
    const ids = [...this.#entries.keys()];
    await this.run(ids.slice(Math.max(0, ids.indexOf(id))));
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

  /** Queues what ran before and was quick; the rest, and what reads of the rest, goes stale and says so. */
  #refresh(ids: ReadonlySet<string>): void {
    if (ids.size === 0) return;
    const slow = this.#around.slowCellSeconds ?? 3;
    for (const id of this.#graph.order) {
      const { status, elapsedMs } = this.state(id);
      if (!ids.has(id) || status === "idle" || this.#queue.has(id)) continue;
      const seconds = (elapsedMs ?? 0) / 1000;
      if (seconds > slow) this.#leave(id, whyStale.slow(Math.round(seconds)));
      else if (this.#waits(id)) this.#leave(id, whyStale.waiting);
      else this.#enqueue(id);
    }
  }

  #waits(id: string): boolean {
    const reads = this.#graph.dependencies.get(id) ?? [];
    return reads.some((read) => read !== id && ["stale", "idle"].includes(this.state(read).status));
  }

  #enqueue(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry || this.#queue.has(id) || (this.#held && entry.cell.kind !== "markdown")) return;
    this.#wait(id);
    const running = this.#running?.id;
    if (running === undefined) return;
    const within = running === id || downstream(this.#graph, [id]).has(running);
    if (within) this.#running?.controller.abort(new Superseded());
    if (within && running !== id && this.#entries.has(running)) this.#wait(running);
  }

  #wait(id: string): void {
    this.#queue.add(id);
    this.#set(id, { ...notRunning, status: "queued", why: "" });
  }

  /** Takes a cell out of what runs and what waits; its last result stays, stale. */
  #leave(id: string, why: string): void {
    this.#queue.delete(id);
    if (this.#running?.id === id) this.#running.controller.abort(new Superseded());
    if (this.state(id).status !== "idle") this.#set(id, { ...notRunning, status: "stale", why });
  }

  /** Stops what runs and forgets what waits. */
  stop(): void {
    for (const id of this.#queue) this.#set(id, stoppedState(this.state(id)));
    this.#queue.clear();
    this.#running?.controller.abort(new CellError("stopped"));
  }

  #pump(): Promise<void> {
    this.#pumping ??= this.#drain();
    return this.#pumping;
  }

  async #drain(): Promise<void> {
    try {
      for (;;) {
        await this.#analysed;
        const id = this.#graph.order.find((id) => this.#queue.has(id));
        if (id === undefined) return;
        const entry = this.#entries.get(id);
        if (entry?.uses.length && !(await this.#bind(entry))) continue;
        if (this.#queueBefore(id)) continue;
        if (this.#queue.delete(id) && entry) await this.#runOne(entry);
      }
    } finally {
      // In the same breath as the last look at the queue: who queues something from here on begins anew.
      this.#pumping = null;
    }
  }

  /** Understands a cell anew with the inputs' values. False when the cell became another meanwhile. */
  async #bind(entry: Entry): Promise<boolean> {
    const { id } = entry.cell;
    await this.#read(entry);
    if (this.#entries.get(id) !== entry) return false;
    this.#regraph();
    return true;
  }

  /** Queues what a cell has come to read while it waited. One in a circle waits for nothing: its run tells the circle. */
  #queueBefore(id: string): boolean {
    if (this.#graph.problems.has(id)) return false;
    const before = [...upstream(this.#graph, [id])].filter((other) => other !== id && isOpen(this.state(other)));
    for (const other of before) this.#enqueue(other);
    return before.some((other) => this.#queue.has(other));
  }

  async #runOne(entry: Entry): Promise<void> {
    const { id } = entry.cell;
    const controller = new AbortController();
    const { signal } = controller;
    this.#running = { id, controller };
    const since = performance.now();
    this.#set(id, { status: "running", progress: "", since, why: "" });
    try {
      const done = await this.#evaluate(entry, signal);
      signal.throwIfAborted();
      this.#finish(id, done, performance.now() - since);
    } catch (error) {
      this.#fail(id, signal.aborted ? signal.reason : error, performance.now() - since);
    }
    this.#running = null;
    await this.#dropOld(id);
  }

  async #evaluate(entry: Entry, signal: AbortSignal): Promise<Pick<CellState, "last" | "summary">> {
    const { cell } = entry;
    const problem = this.#graph.problems.get(cell.id);
    if (problem) throw new CellError(problem);
    const kind = this.#kinds.get(cell.kind);
    const spec = entry.spec ?? (kind ? { value: kind.parse(cell.source) } : null);
    if (!kind || !spec) throw new CellError(`no cell kind is called "${cell.kind}"`);
    if ("error" in spec) throw spec.error;
    this.#requireReads(cell.id);
    const name = tableName(cell);
    await this.#tables.claim(cell.id, name, cell.name !== "");
    const result: unknown = await kind.evaluate(spec.value, this.#context(cell.id, name, spec.value, signal));
    signal.throwIfAborted();
    if (kind.table && cell.name) await writeTable(this.#engine, name, kind.table(result));
    return { last: { spec: spec.value, result }, summary: kind.summary?.(result) ?? "" };
  }

  #context(id: string, name: string, spec: unknown, signal: AbortSignal): CellContext {
    const isRunning = () => !signal.aborted && this.#running?.controller.signal === signal;
    const progress = spaced((text: string) => void (isRunning() && this.#set(id, { progress: text })));
    const show = (result: unknown) => void (signal.aborted || this.#set(id, { partial: { spec, result } }));
    return cellContext({ name, engine: this.#engine, ...this.#around, ...this.inputs(), signal, progress, show });
  }

  /** What a cell reads must be there and be of now: an old table would give a wrong answer without a word. */
  #requireReads(id: string): void {
    for (const read of this.#graph.dependencies.get(id) ?? []) {
      const { status } = this.state(read);
      const name = this.#entries.get(read)?.cell.name;
      const first = status === "failed" ? "failed; mend" : "has not run; run";
      if (status !== "done") throw new CellError(`"${name}", which this cell reads, ${first} that cell first`);
    }
  }

  /** The values of the inputs that are up to date. */
  inputs(): Inputs {
    const inputs: Record<string, InputValue> = {};
    const inputTypes: Record<string, string> = {};
    for (const { cell, state } of this.#entries.values()) {
      const valuesOf = this.#kinds.get(cell.kind)?.inputValues;
      if (!valuesOf || state.status !== "done" || !state.last || !cell.name) continue;
      for (const [name, { value, type }] of Object.entries(valuesOf(cell.name, state.last.result))) {
        inputs[name] = value;
        inputTypes[name] = type;
      }
    }
    return { inputs, inputTypes };
  }

  #finish(id: string, done: Pick<CellState, "last" | "summary">, elapsedMs: number): void {
    const ended = { ...notRunning, elapsedMs, why: "", finishedAt: Date.now() };
    this.#set(id, { ...done, ...ended, status: "done", failure: null });
    this.#refresh(downstream(this.#graph, [id]));
  }

  #fail(id: string, error: unknown, elapsedMs: number): void {
    // What superseded the run has already said how things stand.
    if (error instanceof Superseded) return;
    this.#set(id, stateAfter(error, this.state(id), elapsedMs));
    for (const reader of downstream(this.#graph, [id]))
      if (reader !== id && this.state(reader).status === "done") this.#leave(reader, whyStale.waiting);
  }

  #set(id: string, change: Partial<CellState>): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.state = { ...entry.state, ...change };
    this.#onChange();
  }
}
