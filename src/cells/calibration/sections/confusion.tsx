import type { SectionProps } from "../subject-details.tsx";
import { figure, many } from "../words.ts";

/** People down, judge across: how often each pair of labels occurs. */
export function Confusion({ subject }: SectionProps) {
  const { agreement } = subject.figures;
  const shown = usedLabels(subject.names, agreement.confusion ?? []);
  const most = Math.max(1, ...(agreement.confusion ?? []).flat());
  const counted =
    agreement.labels === agreement.items
      ? many(agreement.items, "item")
      : `${many(agreement.labels, "label")} on ${many(agreement.items, "item")}`;
  return (
    <div className="calibration-part calibration-confusion">
      <h4>
        People down, judge across <span className="soft">{counted}</span>
      </h4>
      <table>
        <thead>
          <tr>
            <th>
              <span className="calibration-unseen">people, then judge</span>
            </th>
            {shown.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((human) => (
            <tr key={human.name}>
              <th scope="row">{human.name}</th>
              {shown.map((judge) => {
                const count = agreement.confusion?.[human.place]?.[judge.place] ?? 0;
                const title = `people ${human.name}, judge ${judge.name}: ${count}, ${figure(count / Math.max(1, agreement.labels), "share")}`;
                return (
                  <td key={judge.name} className={`seq-${step(count, most)}`} title={title}>
                    {count || ""}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** "none" stands among the labels of pairs only where it occurs. */
function usedLabels(names: readonly string[], confusion: readonly (readonly number[])[]) {
  const all = names.map((name, place) => ({ name, place }));
  const isUsed = (place: number) =>
    confusion.some((row, human) => (row[place] ?? 0) > 0 || (human === place && row.some(Boolean)));
  return all.filter(({ name, place }) => name !== "none" || isUsed(place));
}

/** The step of the sequential ramp, none for nothing. */
function step(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(1, Math.round(Math.sqrt(count / most) * 7));
}
