import { useEffect, useSyncExternalStore } from "react";
import { counted } from "../../widgets/format.ts";
import type { Live } from "../cell-kind.tsx";
import type { JudgeSpec } from "./definition.ts";
import { deskOf, type JudgeDesk } from "./desk.ts";
import { Preview } from "./preview.tsx";
import type { JudgeResult } from "./result.ts";
import { Running } from "./running.tsx";

interface RunPanelProps {
  readonly spec: JudgeSpec;
  readonly result: JudgeResult;
  readonly live: Live;
}

/** From nothing over a look at what would leave to a run. */
export function RunPanel({ spec, result, live }: RunPanelProps) {
  const desk = deskOf(live);
  const stage = useSyncExternalStore(desk.subscribe, () => desk.stage);
  const outdated = stage.type === "look" && stage.prepared.spec.source !== spec.source;
  useEffect(() => {
    if (outdated) desk.close();
  }, [outdated, desk]);
  switch (stage.type) {
    case "run":
      return <Running desk={desk} stage={stage} />;
    case "look":
      return <Preview desk={desk} prepared={stage.prepared} live={live} />;
    case "preparing":
      return (
        <p className="judge-bar" role="status">
          Writing down what would be sent
        </p>
      );
    case "idle":
      return <Idle desk={desk} spec={spec} result={result} problem={stage.problem} />;
  }
}

interface IdleProps {
  readonly desk: JudgeDesk;
  readonly spec: JudgeSpec;
  readonly result: JudgeResult;
  readonly problem: string;
}

function Idle({ desk, spec, result, problem }: IdleProps) {
  const { calls, judged } = result;
  const open = calls - judged;
  if (open === 0)
    return (
      <p className="judge-bar soft">
        All {counted(calls, "judgement")} are stored beside the notebook: they are shown again without asking anybody.
      </p>
    );
  const missing = !spec.endpoint ? "Choose an endpoint first." : !spec.model ? "Choose a model first." : "";
  return (
    <div className="judge-bar">
      <button type="button" className="btn primary" disabled={missing !== ""} onClick={() => void desk.prepare(spec)}>
        Look at what would leave
      </button>
      <span className="soft">
        {judged > 0 && `${counted(judged, "judgement")} stored, ${open} to be had. `}
        {missing || "Nothing is sent before you have seen it and said yes."}
      </span>
      {problem && (
        <span className="judge-problem" role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}
