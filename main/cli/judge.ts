import { resolve } from "node:path";
import type { JudgeSpec } from "../../src/cells/judge/definition.ts";
import { JudgeDesk, type Prepared } from "../../src/cells/judge/desk.ts";
import type { JudgeRun, RunState } from "../../src/cells/judge/run.ts";
import { usd } from "../../src/cells/judge/words.ts";
import type { Host } from "../../src/host.ts";
import type { Cell } from "../../src/notebook/notebook.ts";
import type { Session } from "../../src/notebook/session.ts";
import { print, say } from "./output.ts";
import { readSources } from "./run.ts";
import { cliHost, filesOf, MissingFile, withNotebook } from "./session.ts";

export interface JudgeOptions {
  readonly notebook: string;
  /** The name of the one cell to judge; null for all. */
  readonly cell: string | null;
  /** What all cells together may cost; null only says what would leave. */
  readonly budgetUsd: number | null;
  /** Prints every call, word for word. */
  readonly text: boolean;
  /** The folder of the built page. */
  readonly page: string;
}

/** Says what a notebook's judge cells would send and cost and, with a budget, sends it. 1 when something is missing. */
export async function runJudge(options: JudgeOptions): Promise<number> {
  const host = cliHost();
  const path = resolve(options.notebook);
  if (!(await host.stat(path))) throw new MissingFile(`${options.notebook}: there is no such file`);
  const text = await host.readText(path);
  const work = async (session: Session) => {
    await session.open(text);
    const { problems } = await readSources(host, session, options.notebook);
    for (const problem of problems) say(problem);
    const cells = judgeCells(session, options.cell);
    await session.run(cells.map(({ id }) => id));
    let left = options.budgetUsd;
    let complete = true;
    for (const cell of cells) {
      const spent = await judgeCell(host, session, cell, { ...options, budgetUsd: left });
      complete &&= spent !== null;
      if (left !== null) left = Math.max(0, left - (spent ?? 0));
    }
    return complete ? 0 : 1;
  };
  return withNotebook(options.page, work, filesOf(host, options.notebook));
}

function judgeCells(session: Session, name: string | null): readonly Cell[] {
  const cells = session.state.notebook.cells.filter((cell) => cell.kind === "judge");
  const picked = name === null ? cells : cells.filter((cell) => cell.name === name);
  if (picked.length === 0)
    throw new Error(name === null ? "the notebook has no judge cell" : `${name}: no judge cell of this name`);
  return picked;
}

/** What it cost, calls without an answer included; null when it is not complete. */
async function judgeCell(host: Host, session: Session, cell: Cell, options: JudgeOptions): Promise<number | null> {
  const { failure, last } = session.cell(cell.id);
  const name = cell.name || "judge";
  if (failure || !last) {
    say(`${name}: ${failure?.message ?? "the cell did not run"}`);
    return null;
  }
  const files = filesOf(host, options.notebook);
  const desk = new JudgeDesk({
    ...{ engine: session.engine, files, models: host },
    run: () => session.run([cell.id]),
    work: (action) => action(),
  });
  await desk.prepare(last.spec as JudgeSpec);
  const { stage } = desk;
  if (stage.type !== "look") {
    say(`${name}: ${stage.type === "idle" ? stage.problem : "could not be prepared"}`);
    return null;
  }
  const { prepared } = stage;
  if (options.text) for (const { request } of prepared.open) await print(`${JSON.stringify(request)}\n`);
  say(`${name}: ${planWords(prepared)}`);
  if (prepared.open.length === 0 || options.budgetUsd === null) return 0;
  if (prepared.price === null) {
    say(`${name}: no price is known for ${prepared.spec.model}: say input_price and output_price in the cell`);
    return null;
  }
  const budget = Math.min(options.budgetUsd, prepared.spec.budget_usd);
  return send(name, desk, { ...prepared, spec: { ...prepared.spec, budget_usd: budget } });
}

function planWords({ estimate, endpoint, spec, plan }: Prepared): string {
  if (estimate.calls === 0) return `all ${plan.calls.length} judgements are stored; nothing would leave`;
  const most = estimate.mostUsd === null ? "no price known" : `${usd(estimate.mostUsd)} at most`;
  return `${estimate.calls} calls of ${spec.model} at ${endpoint.name} (${endpoint.baseUrl}), about ${estimate.inputTokens} tokens in and ${estimate.outputTokens} out, about ${usd(estimate.aboutUsd)}, ${most}`;
}

async function send(name: string, desk: JudgeDesk, prepared: Prepared): Promise<number | null> {
  const sending = desk.confirm(prepared);
  const { stage } = desk;
  if (stage.type !== "run") return null;
  const { run } = stage;
  const stop = () => run.stop();
  process.once("SIGINT", stop);
  const quiet = run.subscribe(sayProgress(name, run));
  await sending;
  quiet();
  process.removeListener("SIGINT", stop);
  const { state } = run;
  say(`${name}: ${endWords(state)}`);
  const complete = state.ended === "" && state.failed.length === 0;
  return complete ? state.spentUsd + state.uncertainUsd : null;
}

/** A line for every tenth of the way. */
function sayProgress(name: string, run: JudgeRun): () => void {
  let said = 0;
  return () => {
    const { done, total, spentUsd } = run.state;
    const tenth = Math.floor((10 * done) / Math.max(1, total));
    if (tenth <= said) return;
    said = tenth;
    say(`${name}: ${done} of ${total}, ${usd(spentUsd)}`);
  };
}

function endWords(state: RunState): string {
  const { done, total, ended, failed, unreadable, spentUsd, uncertainUsd } = state;
  const parts = [
    `${done} of ${total} judged`,
    `${usd(spentUsd)} spent`,
    uncertainUsd > 0 && `up to ${usd(uncertainUsd)} for calls that broke off`,
    unreadable > 0 && `${unreadable} cannot be read`,
    failed.length > 0 && `${failed.length} without an answer (${failed[0]?.reason})`,
    ended && `ended: ${ended}`,
  ];
  return parts.filter(Boolean).join(", ");
}
