import { counted, fixed, groupDigits } from "../../widgets/format.ts";
import type { Standings } from "./log.ts";
import { agreement, type DimensionAgreement, type Progress, progressOf, raters, standingsOf } from "./progress.ts";
import type { LabelResult } from "./result.ts";

/** How far everybody is, whether they agree, and how the items were drawn. */
export function Overview({ result, of }: { readonly result: LabelResult; readonly of: Standings }) {
  const names = raters(of);
  return (
    <div className="label-overview">
      {names.length === 0 && <p className="analysis-empty">No item is labelled yet.</p>}
      {names.length > 0 && <RaterTable result={result} of={of} names={names} />}
      {names.length > 1 && <AgreementTable found={agreement(of, result.rubric, result.draw.seed)} />}
      <StrataTable result={result} of={of} />
    </div>
  );
}

interface OfRaters {
  readonly result: LabelResult;
  readonly of: Standings;
  readonly names: readonly string[];
}

const progressColumns: readonly (readonly [string, (of: Progress) => string])[] = [
  ["labelled", ({ labelled }) => groupDigits(labelled)],
  ["open", ({ open }) => groupDigits(open)],
  ["skipped", ({ skipped }) => groupDigits(skipped)],
  ["broken", ({ broken }) => groupDigits(broken)],
  ["unsure", ({ unsure }) => groupDigits(unsure)],
  ["median time, s", ({ medianSeconds }) => (medianSeconds === null ? "–" : fixed(medianSeconds, 1))],
];

function RaterTable({ result, of, names }: OfRaters) {
  return (
    <table className="analysis-table label-table">
      <caption>Labels by rater, of {counted(result.items.length, "drawn item")}</caption>
      <thead>
        <tr>
          <th scope="col" className="is-left">
            rater
          </th>
          {progressColumns.map(([name]) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          <th scope="col">changed after the judge was seen</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => {
          const progress = progressOf(result.items, of, name);
          return (
            <tr key={name}>
              <th scope="row" className="is-left">
                {name}
              </th>
              {progressColumns.map(([column, read]) => (
                <td key={column}>{read(progress)}</td>
              ))}
              <td>{groupDigits(changed(of, name))}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function changed(of: Standings, rater: string): number {
  return standingsOf(of, rater).filter(({ now, before }) => now?.type === "label" && now.seen && before.length > 0)
    .length;
}

function AgreementTable({ found }: { readonly found: readonly DimensionAgreement[] }) {
  return (
    <table className="analysis-table label-table">
      <caption>Agreement between raters so far</caption>
      <thead>
        <tr>
          <th scope="col" className="is-left">
            dimension
          </th>
          <th scope="col">Krippendorff’s alpha</th>
          <th scope="col">95 % interval</th>
          <th scope="col">n</th>
          <th scope="col" />
        </tr>
      </thead>
      <tbody>
        {found.map(({ dimension, alpha }) => (
          <tr key={dimension}>
            <th scope="row" className="is-left">
              {dimension}
            </th>
            <td>{alpha.value === null ? "–" : fixed(alpha.value, 2)}</td>
            <td>
              {alpha.low === null || alpha.high === null ? "–" : `${fixed(alpha.low, 2)} to ${fixed(alpha.high, 2)}`}
            </td>
            <td>{groupDigits(alpha.n)}</td>
            <td>{alpha.reason ?? ""}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function StrataTable({ result: { draw, items }, of }: { readonly result: LabelResult; readonly of: Standings }) {
  const labelled = new Map<string, number>();
  for (const { id, stratum } of items)
    if ([...(of.get(id)?.values() ?? [])].some(({ now }) => now?.type === "label"))
      labelled.set(stratum, (labelled.get(stratum) ?? 0) + 1);
  return (
    <table className="analysis-table label-table">
      <caption>
        Drawn: {draw.words}, seed {draw.seed}, from {counted(draw.population, "item")}
      </caption>
      <thead>
        <tr>
          <th scope="col" className="is-left">
            stratum
          </th>
          <th scope="col">items</th>
          <th scope="col">drawn</th>
          <th scope="col">labelled</th>
          <th scope="col">stands for</th>
        </tr>
      </thead>
      <tbody>
        {draw.strata.map(({ stratum, size, drawn, weight }) => (
          <tr key={stratum}>
            <th scope="row" className="is-left">
              {stratum || "all"}
            </th>
            <td>{groupDigits(size)}</td>
            <td>{groupDigits(drawn)}</td>
            <td>{groupDigits(labelled.get(stratum) ?? 0)}</td>
            <td>{weight === null ? "–" : fixed(weight, 2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
