import { type Random, seededRandom } from "../../analysis/random.ts";
import type { ModelAnswer, ModelFailure, ModelReply, ModelRequest } from "../../host.ts";
import type { Rubric } from "../rubric.ts";
import { Budget } from "./budget.ts";
import { type JudgeCall, nextStep } from "./call.ts";
import { backOff, type Clock, Pace } from "./pace.ts";
import { costOf, type JudgePrice, mostTokens, tokensOf } from "./price.ts";
import type { JudgeRequest } from "./request.ts";
import { problemsIn } from "./verdict.ts";

/** What a run needs of the world. `ask` stores an answer before it gives it. */
export interface RunPorts {
  ask(request: ModelRequest, id: string): Promise<ModelReply>;
  cancel(id: string): Promise<void>;
  readonly clock: Clock;
}

export interface RunOptions {
  readonly calls: readonly JudgeCall[];
  readonly rubric: Rubric;
  /** Answers by key; those that arrive are added. */
  readonly answers: Map<string, ModelAnswer>;
  readonly price: JudgePrice;
  readonly budgetUsd: number;
  readonly endpoint: string;
  /** The file that answers are written to. */
  readonly keepIn: string;
  readonly concurrency: number;
  readonly perMinute: number;
  readonly timeoutMs: number;
  readonly seed: number;
}

export interface RunState {
  readonly phase: "running" | "paused" | "ended";
  /** Judgements that are had, those that were stored before included. */
  readonly done: number;
  readonly total: number;
  /** Calls that were answered in this run, repairs included. */
  readonly answered: number;
  readonly underWay: number;
  readonly unreadable: number;
  readonly repaired: number;
  readonly retries: number;
  readonly spentUsd: number;
  /** The most that calls without an answer may have cost. */
  readonly uncertainUsd: number;
  /** What the endpoint does not take and was left out of calls. */
  readonly left: readonly string[];
  /** Why all wait, in words; empty when they do not. */
  readonly waiting: string;
  /** Judgements that could not be had, with the reason. */
  readonly failed: readonly { readonly item: number; readonly reason: string }[];
  /** Why it ended before all was done; empty otherwise. */
  readonly ended: string;
}

const mostTries = 6;
const longestHold = 10 * 60_000;
const mostFailuresInARow = 5;

/** Sends calls until all are judged: at the pace that is allowed, within the budget, each answer asked for once. */
export class JudgeRun {
  readonly #options: RunOptions;
  readonly #ports: RunPorts;
  readonly #pace: Pace;
  readonly #budget: Budget;
  readonly #random: Random;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #underWay = new Set<string>();
  readonly #resumed = new Set<() => void>();
  #next = 0;
  #failures = 0;
  #askId = 0;
  #state: RunState;

  constructor(options: RunOptions, ports: RunPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#pace = new Pace(ports.clock, options.perMinute, options.concurrency);
    this.#budget = new Budget(options.budgetUsd);
    this.#random = seededRandom(options.seed);
    this.#state = { ...nothingYet, total: options.calls.length };
  }

  get state(): RunState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Runs to the end. Never rejects: what goes wrong is in the state. */
  async start(): Promise<void> {
    const workers = Array.from({ length: this.#options.concurrency }, () => this.#work());
    await Promise.all(workers).catch((error) => this.#end(error instanceof Error ? error.message : String(error)));
    await Promise.allSettled(workers);
    this.#set({ phase: "ended", waiting: "" });
  }

  /** Lets what is under way come in and begins nothing more. */
  pause(): void {
    if (this.#state.phase === "running") this.#set({ phase: "paused" });
  }

  resume(): void {
    if (this.#state.phase !== "paused") return;
    this.#set({ phase: "running" });
    for (const wake of this.#resumed) wake();
    this.#resumed.clear();
  }

  /** Ends it now. Calls under way are cut off; the endpoint may charge for them. */
  stop(): void {
    this.#end("stopped");
  }

  #end(why: string): void {
    if (this.#stop.signal.aborted) return;
    this.#set({ ended: why });
    this.#stop.abort();
    this.resume();
    for (const id of this.#underWay) void this.#ports.cancel(id).catch(() => undefined);
  }

  async #work(): Promise<void> {
    for (;;) {
      const call = this.#options.calls[this.#next];
      if (!call || this.#stop.signal.aborted) return;
      this.#next += 1;
      await this.#judge(call);
    }
  }

  /** Asks until the outcome of a call is known, or it fails. */
  async #judge(call: JudgeCall): Promise<void> {
    const { rubric, answers, price } = this.#options;
    while (!this.#stop.signal.aborted) {
      const step = await nextStep(call, rubric, answers, price);
      if ("outcome" in step) {
        const { verdicts, repaired } = step.outcome;
        this.#set({
          done: this.#state.done + 1,
          unreadable: this.#state.unreadable + Number(problemsIn(verdicts) !== null),
          repaired: this.#state.repaired + Number(repaired),
        });
        return;
      }
      const answer = await this.#askPatiently(step.ask, step.key, call.item);
      if (!answer) return;
      answers.set(step.key, answer);
    }
  }

  /** An answer, after as many tries as make sense; null when there is none to be had. */
  async #askPatiently(request: JudgeRequest, key: string, item: number): Promise<ModelAnswer | null> {
    for (let tries = 1; ; tries++) {
      const reply = await this.#askOnce(request, key);
      if (!reply || this.#stop.signal.aborted) return reply && "answer" in reply ? this.#took(reply.answer) : null;
      if ("answer" in reply) return this.#took(reply.answer);
      const { failure } = reply;
      const fatal = endsAll(failure);
      if (fatal) {
        this.#end(fatal);
        return null;
      }
      const again = failure.problem !== "request" && tries < mostTries;
      if (!again) return this.#gaveUp(item, failure, tries);
      await this.#waitAfter(failure, tries);
    }
  }

  #took(answer: ModelAnswer): ModelAnswer {
    this.#failures = 0;
    const left = [...new Set([...this.#state.left, ...(answer.left ?? [])])];
    this.#set({ answered: this.#state.answered + 1, left });
    return answer;
  }

  #gaveUp(item: number, { message }: ModelFailure, tries: number): null {
    const reason = tries > 1 ? `${message} (${tries} tries)` : message;
    this.#set({ failed: [...this.#state.failed, { item, reason }] });
    this.#failures += 1;
    if (this.#failures >= mostFailuresInARow)
      this.#end(`${mostFailuresInARow} rows in a row failed, the last: ${reason}`);
    return null;
  }

  async #waitAfter(failure: ModelFailure, tries: number): Promise<void> {
    const wait = backOff(tries, failure, this.#random);
    this.#set({ retries: this.#state.retries + 1 });
    // A limit holds for all calls, anything else for this one.
    if (failure.problem === "limit") this.#pace.holdFor(wait);
    else await this.#ports.clock.sleep(wait, this.#stop.signal);
  }

  /** Waits for its turn and for room in the budget, and sends the call. null when the run has ended. */
  async #askOnce(request: JudgeRequest, key: string): Promise<ModelReply | null> {
    const { price, endpoint, keepIn, timeoutMs, budgetUsd } = this.#options;
    const mostUsd = costOf(price, { input: mostTokens(request), output: request.maxTokens }) ?? 0;
    if (!(await this.#budget.reserve(mostUsd))) {
      this.#end(`the budget of ${budgetUsd} USD has no room for another call`);
      return null;
    }
    await this.#turn();
    if (this.#stop.signal.aborted) {
      this.#budget.settle(mostUsd, 0, true);
      return null;
    }
    const id = `${key.slice(0, 16)}-${++this.#askId}`;
    this.#begin(id);
    const whole: ModelRequest = { ...request, endpoint, timeoutMs, keep: { path: keepIn, key } };
    const reply = await this.#ports
      .ask(whole, id)
      .catch((error: unknown): ModelReply => ({ failure: brokenHost(error) }));
    this.#settle(request, reply, mostUsd);
    this.#finish(id);
    return reply;
  }

  async #turn(): Promise<void> {
    for (;;) {
      if (this.#pace.heldMs > 0)
        this.#set({ waiting: `the endpoint asks to wait ${Math.ceil(this.#pace.heldMs / 1000)} s` });
      await this.#pace.turn(this.#stop.signal);
      if (this.#state.waiting) this.#set({ waiting: "" });
      if (this.#state.phase !== "paused") return;
      await new Promise<void>((resolve) => this.#resumed.add(resolve));
    }
  }

  #settle(request: JudgeRequest, reply: ModelReply, mostUsd: number): void {
    const { price } = this.#options;
    if ("answer" in reply) {
      const { cached, ...tokens } = tokensOf(request, reply.answer);
      this.#budget.settle(mostUsd, costOf(price, tokens, cached) ?? 0, true);
    } else this.#budget.settle(mostUsd, reply.failure.mayBeCharged ? mostUsd : 0, false);
  }

  #begin(id: string): void {
    this.#underWay.add(id);
    this.#set({ underWay: this.#underWay.size });
  }

  #finish(id: string): void {
    this.#underWay.delete(id);
    const { spentUsd, uncertainUsd } = this.#budget;
    this.#set({ underWay: this.#underWay.size, spentUsd, uncertainUsd });
  }

  #set(change: Partial<RunState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

const nothingYet: Omit<RunState, "total"> = {
  phase: "running",
  done: 0,
  answered: 0,
  underWay: 0,
  unreadable: 0,
  repaired: 0,
  retries: 0,
  spentUsd: 0,
  uncertainUsd: 0,
  left: [],
  waiting: "",
  failed: [],
  ended: "",
};

/** Why no other call could do better; null where one could. */
function endsAll({ problem, status, message, retryAfterMs }: ModelFailure): string | null {
  if (problem === "key") return `the endpoint refuses the key: ${message}`;
  if (problem === "quota") return `the endpoint's account has nothing left: ${message}`;
  if (problem === "redirect" || status === 404) return message;
  if (retryAfterMs !== null && retryAfterMs > longestHold)
    return `the endpoint asks to wait ${Math.ceil(retryAfterMs / 60_000)} minutes; run it again then`;
  return null;
}

function brokenHost(error: unknown): ModelFailure {
  const message = error instanceof Error ? error.message : String(error);
  return { problem: "redirect", status: null, message, retryAfterMs: null, mayBeCharged: true };
}
