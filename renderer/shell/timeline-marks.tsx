import { type Grid, gridEnd, timeTicks } from "./time-buckets.ts";
import type { Deployment } from "./timeline-data.ts";
import { layout, roomyLabels } from "./timeline-layout.ts";
import { deploymentText, deploymentTitle } from "./timeline-text.ts";

interface TimeTicksProps {
  readonly grid: Grid;
  readonly width: number;
  readonly x: (time: number) => number;
}

export function TimeTicks({ grid, width, x }: TimeTicksProps) {
  const ticks = timeTicks(grid.start, gridEnd(grid), width, 110).map((tick) => ({
    ...tick,
    x: Math.round(x(tick.time)),
  }));
  const roomy = roomyLabels(ticks, width, 8);
  return (
    <g className="timeline-ticks">
      {ticks.map((tick) => (
        <g key={tick.time}>
          <path d={`M${tick.x + 0.5} ${layout.barsBottom + 1}v4`} />
          {roomy.has(tick) && (
            <text x={tick.x} y={layout.ticks}>
              {tick.text}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}

interface DeploymentFlagsProps {
  readonly deployments: readonly Deployment[];
  readonly x: (time: number) => number;
  readonly width: number;
}

/** A hairline and a pennant where something was deployed, named where there is room. */
export function DeploymentFlags({ deployments, x, width }: DeploymentFlagsProps) {
  const flags = deployments.map((deployment, index) => ({
    deployment,
    key: `${deployment.time} ${index}`,
    x: Math.round(x(deployment.time)),
    text: deploymentTitle(deployment),
  }));
  const ends = flags.map((flag) => ({ ...flag, x: flag.x + 9 }));
  const roomy = roomyLabels(ends, width, 10);
  return (
    <g className="timeline-flags">
      {flags.map((flag, index) => (
        <g key={flag.key} aria-label={deploymentText(flag.deployment)}>
          <title>{deploymentText(flag.deployment)}</title>
          <path className="timeline-flag-line" d={`M${flag.x + 0.5} ${layout.barsTop + 1}V${layout.flags - 8}`} />
          <path className="timeline-flag" d={`M${flag.x + 0.5} ${layout.flags}v-8l6 3l-6 3`} />
          <rect x={flag.x - 3} y={layout.barsTop} width={7} height={layout.flags - layout.barsTop} fill="transparent" />
          {[ends[index]].map(
            (label) =>
              label &&
              roomy.has(label) && (
                <text key="text" x={label.x} y={layout.flags}>
                  {label.text}
                </text>
              ),
          )}
        </g>
      ))}
    </g>
  );
}
