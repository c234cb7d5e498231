import type { WaterfallModel } from "./model.ts";
import { useChosen } from "./use-model.tsx";

const mostChoices = 12;

/** Folds the tree below a level, or unfolds all of it. */
export function LevelChoice({ model, levels }: { readonly model: WaterfallModel; readonly levels: number }) {
  const { folded } = useChosen(model);
  if (levels < 2) return null;
  const isOpen = !folded.includes(1);
  return (
    <select
      className="wf-levels"
      aria-label="Levels shown"
      value={isOpen ? "all" : "some"}
      onChange={({ target }) => target.value !== "some" && model.foldBelow(levelsOf(target.value))}
    >
      {!isOpen && <option value="some">partly folded</option>}
      <option value="all">all {levels} levels</option>
      {Array.from({ length: Math.min(levels - 1, mostChoices) }, (_, index) => index + 1).map((level) => (
        <option key={level} value={level}>
          {level === 1 ? "roots only" : `${level} levels`}
        </option>
      ))}
    </select>
  );
}

function levelsOf(value: string): number {
  return value === "all" ? Number.POSITIVE_INFINITY : Number(value);
}
