import { useId, useState } from "react";
import { type Cohort, type Cohorts, noCohorts } from "../../src/notebook/cohorts.ts";
import { shareAt, type Windows } from "./brush.ts";
import { Bars, WindowFrames } from "./timeline-bars.tsx";
import type { Deployment, TimelineData } from "./timeline-data.ts";
import { BucketTip, TimelineTable, WindowLabels } from "./timeline-labels.tsx";
import { layout } from "./timeline-layout.ts";
import { DeploymentFlags, TimeTicks } from "./timeline-marks.tsx";
import { summaryText, tracesIn } from "./timeline-text.ts";
import { useBrush } from "./use-brush.ts";
import type { CohortCounts } from "./use-timeline.ts";
import { WindowHandles } from "./window-handles.tsx";

interface TimelineChartProps {
  readonly data: TimelineData;
  readonly width: number;
  readonly windows: Windows;
  readonly counts: CohortCounts | null;
  /** The rules behind the windows, and how many traces meet both. */
  readonly cohorts?: Cohorts;
  readonly overlap?: number;
  /** Asks to compare before and after a deployment. */
  readonly onDeployment?: (deployment: Deployment) => void;
  readonly active: Cohort;
  readonly onActive: (cohort: Cohort) => void;
  readonly onWindows: (windows: Windows) => void;
}

export function TimelineChart(props: TimelineChartProps) {
  const { data, width, windows, active, onActive, onWindows, onDeployment, cohorts = noCohorts, overlap = 0 } = props;
  const { grid } = data;
  const [keyed, setKeyed] = useState<Windows | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const { draft, cursor, handlers } = useBrush({ grid, windows, active, onActive, onWindows });
  const shown = draft ?? keyed ?? windows;
  const counts = shown === windows ? props.counts : draftCounts(data, shown);
  const x = (time: number) => shareAt(grid, time) * width;
  const summaryId = useId();
  return (
    <>
      <div
        className="timeline-plot"
        style={{ cursor }}
        {...handlers}
        onPointerMove={(event) => {
          handlers.onPointerMove(event);
          const { left } = event.currentTarget.getBoundingClientRect();
          setHovered(Math.floor(((event.clientX - left) / width) * grid.count));
        }}
        onPointerLeave={() => setHovered(null)}
      >
        <svg width={width} height={layout.height} aria-hidden="true">
          <Bars data={data} windows={shown} width={width} hovered={hovered} />
          <DeploymentFlags deployments={data.deployments} x={x} width={width} onPress={onDeployment} />
          <TimeTicks grid={grid} width={width} x={x} />
          <WindowFrames windows={shown} x={x} />
        </svg>
        <WindowLabels
          windows={shown}
          counts={counts}
          cohorts={cohorts}
          overlap={shown === windows ? overlap : 0}
          width={width}
          x={x}
        />
        {hovered !== null && !draft && <BucketTip data={data} index={hovered} width={width} />}
      </div>
      <WindowHandles
        grid={grid}
        windows={shown}
        describedBy={summaryId}
        onDraft={setKeyed}
        onWindows={(next) => {
          setKeyed(null);
          onWindows(next);
        }}
      />
      <p id={summaryId} className="visually-hidden">
        {summaryText(data, windows, props.counts)}
      </p>
      <TimelineTable data={data} windows={windows} />
    </>
  );
}

function draftCounts({ traces, grid }: TimelineData, { reference, current }: Windows): CohortCounts {
  return {
    reference: reference ? tracesIn(traces, grid, reference) : 0,
    current: current ? tracesIn(traces, grid, current) : 0,
  };
}
