import { CellError } from "../../notebook/cell.ts";
import type { AlertReplaySpec } from "./definition.ts";
import type { Action, Bounds } from "./result.ts";

/** What a measure is of, which decides what is to be done about it. */
type Family = "columns" | "embeddings" | "retrieval" | "other";

const families: readonly { readonly family: Family; readonly names: RegExp }[] = [
  { family: "retrieval", names: /recall|precision|ndcg|mrr|hit|retriev|document|relevan|empty|coverage|stale|rank/i },
  {
    family: "embeddings",
    names: /similarity|cosine|centroid|distance_sd|euclid|embedding|mmd|energy|auc|novel|frechet|component/i,
  },
  { family: "columns", names: /psi|jensen|js|ks|kolmogorov|wasserstein|cramer|chi/i },
];

const falling =
  /similarity|cosine|recall|precision|ndcg|mrr|hit|relevan|coverage|agreement|kappa|score|rate_ok|overlap/i;

/** From where on one looks, and acts. */
const usualBounds: readonly { readonly names: RegExp; readonly flag: number; readonly act: number }[] = [
  { names: /psi/i, flag: 0.1, act: 0.2 },
  { names: /similarity|cosine/i, flag: 0.9, act: 0.85 },
  { names: /^auc$/i, flag: 0.55, act: 0.65 },
  { names: /^distance_sd$/i, flag: 0.1, act: 0.2 },
];

/** Bounds and direction as written, or the usual ones of the measure. */
export function boundsOf(spec: AlertReplaySpec): Bounds {
  const { measure } = spec;
  const direction = spec.direction ?? (falling.test(measure) ? "down" : "up");
  const usual = usualBounds.find(({ names }) => names.test(measure));
  const flag = spec.flag ?? usual?.flag;
  const act = spec.act ?? usual?.act;
  for (const [key, value] of Object.entries({ flag, act }))
    if (value === undefined)
      throw new CellError(
        `${key}: missing: no usual bound is known for ${measure}; write from which value on, as ${key}: 0.2`,
        { key },
      );
  const bounds = { direction, flag: flag as number, act: act as number } as const;
  const isOrdered = direction === "up" ? bounds.act >= bounds.flag : bounds.act <= bounds.flag;
  if (!isOrdered)
    throw new CellError(
      `act: must lie beyond flag (${bounds.flag}), as ${measure} is bad when it goes ${direction}: ${bounds.act}`,
      { key: "act" },
    );
  return bounds;
}

const actions: Readonly<Record<Family, { readonly act: Action; readonly because: string }>> = {
  columns: {
    act: "retrain",
    because: "what comes in is no longer what prompts, judge and models were made and checked on",
  },
  embeddings: { act: "re-index", because: "queries have left the region that the index was built for" },
  retrieval: { act: "re-index", because: "the documents that are found no longer fit what is asked" },
  other: { act: "review prompts and retrieval", because: "the measure is out of bounds" },
};

/** What to do when the alert to act stands, and why. */
export function actionFor(measure: string): { readonly act: Action; readonly because: string } {
  const family = families.find(({ names }) => names.test(measure))?.family ?? "other";
  return actions[family];
}
