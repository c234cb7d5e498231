import type { Live } from "../cell-kind.tsx";
import type { JudgeResult, JudgeScore } from "./result.ts";
import { verdictText } from "./summarise.ts";

interface ItemDetailProps {
  readonly result: JudgeResult;
  /** The item's place among the items. */
  readonly place: number;
  readonly live: Live;
}

/** One judged row: what was given and why, in every dimension, and what is odd about it. */
export function ItemDetail({ result, place, live }: ItemDetailProps) {
  const item = result.items[place];
  if (!item) return null;
  const mine = result.scores.filter((score) => score.item === place);
  const { traceId, spanId, addressed, cut } = item;
  return (
    <div className="judge-detail">
      <p className="judge-excerpt">{item.excerpt}</p>
      {traceId && (
        <button type="button" className="btn small" onClick={() => live.openTrace(traceId, spanId ?? undefined)}>
          Open its trace
        </button>
      )}
      {addressed.length > 0 && (
        <p className="warn">
          Seems to speak to the judge:{" "}
          {addressed.map(({ field, type, start }) => `${type} in ${field} at character ${start + 1}`).join("; ")}.
        </p>
      )}
      {Object.entries(cut).map(([field, length]) => (
        <p key={field} className="warn">
          {field} was cut; it has {length.toLocaleString("en")} characters.
        </p>
      ))}
      {result.rubric.dimensions.map(({ name }) => (
        <section key={name}>
          <h4>{name}</h4>
          {mine
            .filter(({ dimension }) => dimension === name)
            .map((score) => (
              <Verdict
                key={`${score.repeat} ${score.order}`}
                score={score}
                several={mine.length > result.rubric.dimensions.length}
              />
            ))}
        </section>
      ))}
    </div>
  );
}

function Verdict({ score, several }: { readonly score: JudgeScore; readonly several: boolean }) {
  const which = [`repeat ${score.repeat + 1}`, score.order === "swapped" && "sides swapped"].filter(Boolean).join(", ");
  return (
    <div className="judge-verdict">
      <b>{score.problem === null ? verdictText(score) : "not readable"}</b>
      <p>
        {score.problem ?? score.reasoning}
        {several && <span className="soft"> {which}</span>}
      </p>
    </div>
  );
}
