import { Section } from "../section.tsx";
import type { SectionProps } from "../subject-details.tsx";
import { figure, many, withInterval } from "../words.ts";

/** How far the judge agrees with itself when it is asked again. */
export function ConsistencySection({ subject }: SectionProps) {
  const { consistency } = subject.figures;
  if (!consistency) return null;
  const { items, scores, same, alpha, spread } = consistency;
  return (
    <Section
      title="Asked again"
      says={`the same score every time on ${withInterval(same, "share")} of ${many(items, "item")}`}
    >
      <p>
        {many(items, "item")} have {many(scores, "score")} of this judge. It gave the same every time on{" "}
        {withInterval(same, "share")} of them; Krippendorff's alpha of its own scores is {withInterval(alpha)}
        {spread === null ? "" : `, their standard deviation within an item ${figure(spread)}`}. No difference between
        judges smaller than this noise means anything on a single item. Elsewhere in this cell the first score of an
        item counts.
      </p>
    </Section>
  );
}
