import { fittingScale, type TimeScale } from "../../traces/time-scale.ts";
import { groupDigits, oneLine } from "../../widgets/format.ts";
import { SpanKindMark } from "../span-kind-mark.tsx";
import { OddLine } from "./live-waterfall.tsx";
import { groupPieces, type PathPieces, piecesFrom } from "./path-pieces.ts";
import type { WaterfallResult } from "./result.ts";
import { spanName } from "./table.ts";
import { rowColumns } from "./tree-grid.tsx";
import { badges, headline, kindOf, oddityLine } from "./words.ts";

const mostRows = 500;
const barsWidth = 240;
/** Of one bar: more than there are pixels for would only make the report long. */
const mostPieces = 200;

/** The waterfall as a table with drawn bars, for reports: nothing in it moves. */
export function StaticWaterfall({
  result,
  foldGaps,
}: {
  readonly result: WaterfallResult;
  readonly foldGaps: boolean;
}) {
  const { tree, gaps } = result.shape;
  const scale = fittingScale(tree.from, tree.to, barsWidth, foldGaps ? gaps : [], 12);
  const shown = tree.order.subarray(0, mostRows);
  const pieces = groupPieces(result.shape.path, tree.size);
  const odd = oddityLine(result);
  return (
    <div className="wf is-static">
      <p className="wf-head">{headline(result, shown.length)}</p>
      {odd && <OddLine text={odd} />}
      <table className="wf-table">
        <thead>
          <tr>
            <th scope="col">step</th>
            <th scope="col">when</th>
            {rowColumns.map(({ head }) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from(shown, (span) => (
            <StaticRow key={span} result={result} span={span} scale={scale} pieces={pieces} />
          ))}
        </tbody>
      </table>
      {tree.size > mostRows && (
        <p className="wf-note">
          The first {groupDigits(mostRows)} of {groupDigits(tree.size)} spans. The notebook shows all of them.
        </p>
      )}
    </div>
  );
}

interface StaticRowProps {
  readonly result: WaterfallResult;
  readonly span: number;
  readonly scale: TimeScale;
  readonly pieces: PathPieces;
}

function StaticRow({ result, span, scale, pieces }: StaticRowProps) {
  const { spans, shape } = result;
  return (
    <tr>
      <th scope="row">
        <span className="wf-static-step" style={{ paddingLeft: Math.min(shape.tree.depth[span] ?? 0, 20) * 12 }}>
          <SpanKindMark kind={kindOf(spans, span)} />
          <span className="wf-cut">{oneLine(spanName(spans, span).slice(0, 200)) || "no name"}</span>
          {badges(spans, shape, span).map((badge) => (
            <span key={badge.text} className={badge.failure ? "wf-badge is-failure" : "wf-badge"}>
              {badge.text}
            </span>
          ))}
        </span>
      </th>
      <td>
        <StaticBar result={result} span={span} scale={scale} pieces={pieces} />
      </td>
      {rowColumns.map(({ head, text }) => (
        <td key={head}>{text(result, span)}</td>
      ))}
    </tr>
  );
}

/** Child time lighter than own time, the critical path below. */
function StaticBar({ result, span, scale, pieces }: StaticRowProps) {
  const { spans, shape } = result;
  const { tree, childTime } = shape;
  const x = (time: number) => Math.round(scale.x(time) * 10) / 10;
  const [left, right] = [x(tree.start[span] ?? 0), x(tree.end[span] ?? 0)];
  const colour = `var(--kind-${kindOf(spans, span).toLowerCase()}, var(--kind-unknown))`;
  const children = [...childTime.from.subarray(childTime.first[span], childTime.first[span + 1])].map((from, k) => {
    const to = childTime.to[(childTime.first[span] ?? 0) + k] ?? from;
    return { from: x(from), to: x(to) };
  });
  return (
    <svg width={barsWidth} height={18} className="wf-static-bar" aria-hidden="true">
      <rect x={left} y={2} width={Math.max(1.5, right - left)} height={11} rx={1} style={{ fill: colour }} />
      {children.slice(0, mostPieces).map(({ from, to }) => (
        <rect key={from} className="wf-static-child" x={from} y={2} width={Math.max(0, to - from)} height={11} />
      ))}
      {Array.from(piecesFrom(pieces, shape.path, span, tree.from).subarray(0, mostPieces), (k) => {
        const from = x(shape.path.from[k] ?? 0);
        const width = Math.max(1, x(shape.path.to[k] ?? 0) - from);
        return <rect key={k} className="wf-static-path" x={from} y={15} width={width} height={2} />;
      })}
    </svg>
  );
}
