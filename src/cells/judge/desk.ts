import type { Engine } from "../../engine/engine.ts";
import type { Endpoint, Models } from "../../host.ts";
import { companionPath, type NotebookFiles } from "../../notebook/notebook-files.ts";
import type { JudgeCall } from "./call.ts";
import type { JudgeSpec } from "./definition.ts";
import { estimateRun, openCalls, type RunEstimate } from "./estimate.ts";
import { systemClock } from "./pace.ts";
import { makePlan, type Plan } from "./plan.ts";
import { type JudgePrice, judgePrice } from "./price.ts";
import { JudgeRun } from "./run.ts";
import { answersEnding, isKept, rubricLine } from "./stored-answers.ts";

/** What is about to be sent, for a person to look at. */
export interface Prepared {
  readonly spec: JudgeSpec;
  readonly plan: Plan;
  /** The calls that are not stored yet. */
  readonly open: readonly JudgeCall[];
  readonly endpoint: Endpoint;
  readonly price: JudgePrice | null;
  readonly estimate: RunEstimate;
}

export type Stage =
  | { readonly type: "idle"; readonly problem: string }
  | { readonly type: "preparing" }
  | { readonly type: "look"; readonly prepared: Prepared }
  | { readonly type: "run"; readonly run: JudgeRun; readonly prepared: Prepared };

/** What a desk needs of the cell that it stands in. */
export interface DeskPorts {
  readonly engine: Engine;
  readonly files: NotebookFiles;
  readonly models: Models;
  /** Runs the cell again. */
  run(): Promise<void>;
  /** Shows that something goes on, which the window's Stop ends by `stop`. */
  work(action: () => Promise<void>, stop: () => void): Promise<void>;
}

const idle: Stage = { type: "idle", problem: "" };

/** How far a cell's judging is: nothing, a look at what would leave, a run. Outlives the view that shows it. */
export class JudgeDesk {
  readonly #ports: DeskPorts;
  readonly #listeners = new Set<() => void>();
  #preparing: AbortController | null = null;
  #stage: Stage = idle;

  constructor(ports: DeskPorts) {
    this.#ports = ports;
  }

  get stage(): Stage {
    return this.#stage;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Draws the rows again and writes down every call. Nothing leaves. */
  async prepare(spec: JudgeSpec): Promise<void> {
    this.#preparing?.abort();
    const controller = new AbortController();
    this.#preparing = controller;
    this.#set({ type: "preparing" });
    try {
      const prepared = await this.#prepared(spec, controller.signal);
      if (!controller.signal.aborted) this.#set({ type: "look", prepared });
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (!controller.signal.aborted) this.#set({ type: "idle", problem });
    }
  }

  async #prepared(spec: JudgeSpec, signal: AbortSignal): Promise<Prepared> {
    const { engine, files, models } = this.#ports;
    const endpoint = (await models.endpoints()).find(({ name }) => name === spec.endpoint);
    if (!endpoint) throw new Error(`endpoint: ${spec.endpoint ?? "none is chosen"}: set it on this computer first`);
    if (!spec.model) throw new Error("model: choose one first");
    const plan = await makePlan(spec, { engine, files, signal });
    const price = judgePrice(spec, endpoint);
    const open = await openCalls(plan, price);
    return { spec, plan, open, endpoint, price, estimate: estimateRun(plan, open, price) };
  }

  /** Back to nothing; what is being prepared is given up. A run goes on. */
  close(): void {
    this.#preparing?.abort();
    if (this.#stage.type !== "run" || this.#stage.run.state.phase === "ended") this.#set(idle);
  }

  /** Sends what was looked at. Only a person's press comes here. */
  async confirm(prepared: Prepared): Promise<void> {
    const { spec, plan, open, endpoint, price } = prepared;
    const { files, models } = this.#ports;
    const notebook = files.path();
    if (this.#stage.type !== "look" || notebook === null || price === null) return;
    const run = new JudgeRun(
      {
        calls: open,
        rubric: plan.rubric,
        answers: new Map(plan.stored.answers),
        price,
        budgetUsd: spec.budget_usd,
        endpoint: endpoint.name,
        keepIn: companionPath(notebook, answersEnding),
        concurrency: spec.concurrency,
        perMinute: spec.per_minute,
        timeoutMs: spec.timeout_s * 1000,
        seed: spec.seed,
      },
      {
        ask: (request, id) => models.askModel(request, id),
        cancel: (id) => models.cancelAsk(id),
        clock: systemClock,
      },
    );
    this.#set({ type: "run", run, prepared });
    try {
      if (!isKept(plan.stored.rubrics, plan.rubric)) await files.appendLines(answersEnding, [rubricLine(plan.rubric)]);
    } catch (error) {
      // What cannot be kept is not asked for.
      return this.#set({ type: "idle", problem: error instanceof Error ? error.message : String(error) });
    }
    await this.#ports.work(
      () => run.start(),
      () => run.stop(),
    );
    await this.#ports.run();
  }

  #set(stage: Stage): void {
    this.#stage = stage;
    for (const listener of this.#listeners) listener();
  }
}

const desks = new WeakMap<DeskPorts, JudgeDesk>();

/** The desk of a cell: the same as long as the notebook is open. */
export function deskOf(ports: DeskPorts): JudgeDesk {
  const known = desks.get(ports);
  if (known) return known;
  const desk = new JudgeDesk(ports);
  desks.set(ports, desk);
  return desk;
}
