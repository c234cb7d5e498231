import type { PointerEvent } from "react";
import { type Grid, gridEnd, timeTicks } from "./time-buckets.ts";
import type { Deployment } from "./timeline-data.ts";
import { cutLabel, layout, roomyLabels } from "./timeline-layout.ts";
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
  /** What a press on a flag asks for. */
  readonly onPress?: ((deployment: Deployment) => void) | undefined;
}

/** A hairline and a pennant where something was deployed, named as far as the next one leaves room. */
export function DeploymentFlags({ deployments, x, width, onPress }: DeploymentFlagsProps) {
  const places = deployments.map((deployment) => Math.round(x(deployment.time)));
  return (
    <g className="timeline-flags">
      {deployments.map((deployment, index) => {
        const at = places[index] ?? 0;
        const name = at + nameOffset;
        const room = (places[index + 1] ?? width + 5) - 5 - name;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two of one moment differ in nothing else
          <g key={`${deployment.time} ${index}`}>
            <title>{`${deploymentText(deployment)}${onPress ? "\nPress the flag to compare before and after" : ""}`}</title>
            <path className="timeline-flag-line" d={`M${at + 0.5} ${layout.barsTop + 1}V${layout.flags - 8}`} />
            <path className="timeline-flag" d={`M${at + 0.5} ${layout.flags}v-8l6 3l-6 3`} />
            <rect
              className={onPress ? "timeline-flag-press" : undefined}
              x={at - 4}
              y={layout.flags - 11}
              width={14}
              height={14}
              fill="transparent"
              {...pressing(deployment, onPress)}
            />
            <rect x={at - 3} y={layout.barsTop} width={7} height={layout.flags - layout.barsTop} fill="transparent" />
            <text x={name} y={layout.flags}>
              {cutLabel(deploymentTitle(deployment), room)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** From a flag's pole to its name. */
const nameOffset = 9;

/** For the pointer alone: the keyboard has the command and the dialog. A press here begins no window. */
function pressing(deployment: Deployment, onPress: DeploymentFlagsProps["onPress"]) {
  if (!onPress) return {};
  return {
    onPointerDown: (event: PointerEvent) => {
      event.stopPropagation();
      event.preventDefault();
      onPress(deployment);
    },
  };
}
