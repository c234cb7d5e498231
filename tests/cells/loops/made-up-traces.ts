import type { SomeSpan } from "../../support/spans.ts";

/** One step of a made-up trace. Steps follow each other, 100 ms apart, unless they say when they begin. */
export interface Step {
  readonly name: string;
  readonly kind?: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly failed?: boolean;
  /** Milliseconds after the trace's start. */
  readonly at?: number;
  readonly ms?: number;
  /** The name of the agent or chain that it is below; the root unless told. */
  readonly below?: string;
}

/** A trace, and how often it loops in the eyes of a person. */
export interface Labelled {
  readonly about: string;
  /** Rounds of each loop, in the order of their starts; none where there is no loop. */
  readonly rounds: readonly number[];
  readonly steps: readonly Step[];
}

const text = (value: unknown) =>
  value === undefined || value === null ? null : typeof value === "string" ? value : JSON.stringify(value);

/** The spans of a labelled trace: a root agent and the steps below it. */
export function spansOf({ steps }: Labelled, id: string): SomeSpan[] {
  const begin = 1_775_001_600_000_000_000n;
  const ns = (ms: number) => begin + BigInt(Math.round(ms * 1e6));
  let clock = 0;
  const places = new Map<string, string>();
  const spans = steps.map((step, index): SomeSpan => {
    const at = step.at ?? clock + 100;
    const end = at + (step.ms ?? 100);
    clock = step.ms === undefined || step.kind !== "AGENT" ? end : at;
    const span_id = `${id}-${index}`;
    if (step.kind === "AGENT" || step.kind === "CHAIN") places.set(step.name, span_id);
    return {
      ...{ trace_id: id, span_id, name: step.name, kind: step.kind ?? "TOOL", start_ns: ns(at), end_ns: ns(end) },
      parent_span_id: (step.below && places.get(step.below)) || `${id}-root`,
      status: step.failed ? "ERROR" : "OK",
      input: text(step.input),
      output: text(step.output),
    };
  });
  const last = Math.max(...steps.map((_, index) => Number((spans[index]?.end_ns ?? 0n) - begin)), 1);
  const root = { trace_id: id, span_id: `${id}-root`, name: "agent", kind: "AGENT", status: "OK" };
  return [{ ...root, start_ns: begin, end_ns: begin + BigInt(last) + 1_000_000n }, ...spans];
}

export const times = (count: number, make: (round: number) => readonly Step[]): Step[] =>
  Array.from({ length: count }, (_, round) => make(round)).flat();
export const tool = (name: string, input: unknown, output: unknown, rest: Partial<Step> = {}): Step => ({
  ...{ name, input, output },
  ...rest,
});
export const think = (output = "Let me look again.", rest: Partial<Step> = {}): Step => ({
  ...{ name: "think", kind: "LLM", input: "what next?", output },
  ...rest,
});
export const nothing = { rows: [] };
export const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, k) => ({ id: from + k, name: `n${from + k}` }));
export const banner =
  "We value your privacy. Accept all cookies, or choose which of them you accept, before you go on.";
