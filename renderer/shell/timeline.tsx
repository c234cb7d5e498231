import { useEffect, useRef, useState } from "react";
import { type Cohort, type Cohorts, onlyWindows } from "../../src/notebook/cohorts.ts";
import { useSession } from "../use-state.ts";
import type { Workbench } from "../workbench.ts";
import { shellOf } from "./shell-state.ts";
import { TimelineChart } from "./timeline-chart.tsx";
import { TimelineControls } from "./timeline-controls.tsx";
import type { Unit } from "./timeline-data.ts";
import { cohortsWith, countsOf, dataKey, useCohortSizes, useTimelineData, useWindows } from "./use-timeline.ts";
import { useWidth } from "./use-width.ts";
import "./timeline.css";

/** The narrowest bar with its gap, in pixels: whole days over a month, hours over a day. */
const leastBar = 18;

/** Traces over time, on which the reference and the current window are drawn. */
export function Timeline({ workbench }: { workbench: Workbench }) {
  const { session } = workbench;
  const cohortProblems = useSession(session, (state) => state.cohortProblems);
  const cohorts = useSession(session, (state) => state.notebook.frontMatter.cohorts);
  const held = useSession(session, (state) => state.held);
  const [unit, setUnit] = useState<Unit>("traces");
  const [active, setActive] = useState<Cohort>("reference");
  const chart = useRef<HTMLDivElement>(null);
  const width = useWidth(chart);
  const key = useSession(session, dataKey);
  const rules = onlyWindows(cohorts) ? null : cohortProblems;
  const data = useTimelineData(session, key, unit, Math.floor(width / leastBar), rules);
  const windows = useWindows(cohorts, data?.grid ?? null);
  const sizes = useCohortSizes(session, key, cohorts, held);
  useEffect(() => {
    const text = Object.values(cohortProblems).join("; ");
    if (text) workbench.notify({ tone: "error", text });
  }, [workbench, cohortProblems]);
  const change = async (next: Cohorts) => {
    try {
      await session.setCohorts(next);
    } catch (error) {
      workbench.notify({ tone: "error", text: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <section className="timeline" aria-label="Timeline">
      <div ref={chart} className="timeline-chart">
        {data ? (
          <TimelineChart
            data={data}
            width={width}
            windows={windows}
            counts={sizes && countsOf(sizes)}
            cohorts={cohorts}
            overlap={sizes?.both ?? 0}
            onDeployment={({ time }) => shellOf(workbench).showCohorts(time)}
            active={active}
            onActive={setActive}
            onWindows={(next) => void change(cohortsWith(cohorts, next, data.grid))}
          />
        ) : (
          <p className="timeline-empty">Traces over time stand here once trace exports are imported.</p>
        )}
      </div>
      {data && (
        <TimelineControls
          unit={unit}
          onUnit={setUnit}
          active={active}
          onActive={setActive}
          onCohorts={() => shellOf(workbench).showCohorts(null)}
        />
      )}
    </section>
  );
}
