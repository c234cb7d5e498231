import type { Browser, CDPSession, Page } from "@playwright/test";

// What a page's thread does for each frame, as the browser traces it.

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args: { readonly name?: string; readonly data?: { readonly type?: string } };
}

const categories = ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"];

/**
 * For each key that is pressed while `run` goes on, the milliseconds that the page's thread is busy until the frame that
 * shows what came of it is handed on to be drawn; waiting for the frame's time is not counted.
 */
export async function workUntilFrames(page: Page, run: () => Promise<unknown>): Promise<readonly number[]> {
  const session = await (page.context().browser() as Browser).newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const traceConfig = { includedCategories: categories };
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig });
  await run();
  await traced(session);
  await session.detach();
  return untilFrames(ofThreadWithKeys(events));
}

async function traced(session: CDPSession): Promise<void> {
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await complete;
}

const isKey = ({ name, args }: TraceEvent) => name === "EventDispatch" && args.data?.type === "keydown";

function ofThreadWithKeys(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const key = events.find(isKey);
  return events
    .filter(({ ph, pid, tid }) => ph === "X" && pid === key?.pid && tid === key.tid)
    .sort((one, other) => one.ts - other.ts);
}

function untilFrames(events: readonly TraceEvent[]): readonly number[] {
  const endOf = ({ ts, dur = 0 }: TraceEvent) => ts + dur;
  const commits = events.filter(({ name }) => name === "Commit").map(endOf);
  const tasks = events.filter(({ name }) => name === "ThreadControllerImpl::RunTask");
  const busy = (from: number, to: number) =>
    tasks.reduce((sum, task) => sum + Math.max(0, Math.min(to, endOf(task)) - Math.max(from, task.ts)), 0);
  return events.filter(isKey).flatMap(({ ts }) => {
    const frame = commits.find((commit) => commit > ts);
    return frame === undefined ? [] : [busy(ts, frame) / 1000];
  });
}
