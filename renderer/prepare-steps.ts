import type { Session } from "../src/notebook/session.ts";
import { ensureStepTimes } from "../src/notebook/step-times.ts";
import { whileAtRest } from "./at-rest.ts";
import { computeInWorker } from "./compute-in-worker.ts";

const restMs = 2000;
/** The paths of fewer spans are found in no time when they are asked for. */
const fewSpans = 50_000;
const signs = ["pointerdown", "keydown", "wheel", "dragenter"];

/**
 * Finds the path and the own time of every span before the first comparison of two cohorts asks for them, while nobody
 * does anything. Whatever a person does stops it at once.
 */
export function prepareSteps(session: Session, page: EventTarget): void {
  const rest = whileAtRest(session.engine.activity, (signal) => find(session, signal), restMs);
  session.subscribe(rest.disturb);
  for (const sign of signs) page.addEventListener(sign, rest.disturb, { capture: true, passive: true });
}

async function find({ engine, state }: Session, signal: AbortSignal): Promise<void> {
  const { held, importing, sources, notebook } = state;
  const { reference, current } = notebook.frontMatter.cohorts;
  const spans = sources.reduce((sum, source) => sum + Number(source.spans ?? 0), 0);
  if (held || importing || !reference || !current || spans < fewSpans) return;
  await ensureStepTimes(engine, { signal, compute: computeInWorker });
}
