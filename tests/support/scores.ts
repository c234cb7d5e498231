import type { Engine } from "../../src/engine/engine.ts";
import { identifier, literal } from "../../src/engine/sql.ts";
import { createStore } from "../../src/notebook/store.ts";
import type { ScoreRow } from "../../src/traces/schema.ts";

export type SomeScore = Partial<ScoreRow>;

/** A store that holds these scores, and no spans. */
export async function scoresIn(engine: Engine, scores: readonly SomeScore[]): Promise<Engine> {
  await createStore(engine);
  for (const table of ["scores", "spans", "traces"]) await engine.query(`DELETE FROM store.${table}`);
  for (let start = 0; start < scores.length; start += 500) {
    const some = scores.slice(start, start + 500);
    const columns = [...new Set(some.flatMap((score) => Object.keys(score)))] as (keyof SomeScore)[];
    const rows = some.map((score) => `(${columns.map((column) => cell(score[column])).join(", ")})`);
    const names = columns.map(identifier).join(", ");
    await engine.query(`INSERT INTO store.scores (${names}) VALUES ${rows.join(", ")}`);
  }
  return engine;
}

function cell(value: SomeScore[keyof SomeScore]): string {
  return value === undefined || value === null ? "NULL" : literal(value);
}

/** A judge's score of an item: a number, or a label in words. */
export function judged(item: string, value: number | string | null, more: SomeScore = {}): SomeScore {
  return scored(item, value, { source: "judge", rater: "judge", ...more });
}

/** A person's label of an item. */
export function labelled(item: string, value: number | string | null, rater = "ana", more: SomeScore = {}): SomeScore {
  return scored(item, value, { source: "human", rater, ...more });
}

function scored(item: string, value: number | string | null, more: SomeScore): SomeScore {
  const isNumber = typeof value === "number";
  return {
    target_type: "sample",
    target_id: item,
    name: "quality",
    value_num: isNumber ? value : null,
    value_str: isNumber ? null : value,
    ...more,
  };
}
