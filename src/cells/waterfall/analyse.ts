import { criticalPath, criticalTimes } from "../../traces/critical-path.ts";
import { findGaps, longGaps } from "../../traces/gaps.ts";
import { spanKinds } from "../../traces/kind.ts";
import { oddities } from "../../traces/oddities.ts";
import { childTimes, selfTimes } from "../../traces/self-time.ts";
import { buildTree, type SpanTimes } from "../../traces/tree.ts";
import { waitingKinds } from "../../traces/waiting.ts";
import type { Shape } from "./result.ts";

/** Everything that follows from the times and the parents. `kind` holds indices of `spanKinds`. */
export function analyse(times: SpanTimes, kind: Uint8Array): Shape {
  const tree = buildTree(times);
  const childTime = childTimes(tree);
  const path = criticalPath(tree);
  const works = kind.map((index) => (waitingKinds.has(spanKinds[index] ?? "UNKNOWN") ? 0 : 1));
  const gaps = findGaps(tree, works);
  return {
    tree,
    self: selfTimes(tree, childTime),
    childTime,
    path,
    critical: criticalTimes(tree, path),
    gaps: longGaps(gaps, tree),
    idle: gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0),
    oddities: oddities(tree),
  };
}
