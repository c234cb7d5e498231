import { pathMark } from "../../notebook/step-times.ts";
import { oneLine } from "../../widgets/format.ts";
import { PinRow } from "../pin-row.tsx";
import { SpanKindMark } from "../span-kind-mark.tsx";
import type { ComparedStep } from "./result.ts";

export interface StepActions {
  /** Lists the traces that have the step. */
  readonly onOpen: ((step: ComparedStep) => void) | null;
  /** Sets a typical trace of each cohort side by side. */
  readonly onDiff: ((step: ComparedStep) => void) | null;
  readonly onPin: ((step: ComparedStep) => Promise<string>) | null;
}

interface StepNameProps extends StepActions {
  readonly step: ComparedStep;
  /** Leaves out the root's name, where it is the same for all. */
  readonly rootless: boolean;
}

/** The step's own name, and small before it the way that leads there. */
export function StepName({ step, rootless, onOpen, onDiff, onPin }: StepNameProps) {
  const names = step.names.map(oneLine);
  const name = names.at(-1);
  if (name === undefined) return <i className="soft">no span running</i>;
  const way = names.slice(rootless ? 1 : 0, -1);
  const path = names.join(pathMark);
  const words = (
    <>
      {way.length > 0 && <span className="compare-way">{way.join(pathMark)} › </span>}
      <span className="compare-own">{name}</span>
    </>
  );
  return (
    <span className="compare-step" title={path}>
      <SpanKindMark kind={step.kind} />
      {onOpen ? (
        <button
          type="button"
          className="compare-open"
          aria-label={`${path}: list its traces`}
          onClick={(event) => {
            event.stopPropagation();
            onOpen(step);
          }}
        >
          {words}
        </button>
      ) : (
        <span className="compare-open">{words}</span>
      )}
      {onDiff && (
        <button
          type="button"
          className="pin-row"
          title="Set a typical trace of reference and of current side by side"
          aria-label={`${path}: compare two typical traces`}
          onClick={(event) => {
            event.stopPropagation();
            onDiff(step);
          }}
        >
          Diff
        </button>
      )}
      {onPin && <PinRow label={path} pin={() => onPin(step)} />}
    </span>
  );
}
