import type { SpanKind } from "./kind.ts";

/** Kinds that only hold others together: while nothing below them runs, they wait. */
export const waitingKinds: ReadonlySet<SpanKind> = new Set(["AGENT", "CHAIN", "PROMPT", "UNKNOWN"]);
