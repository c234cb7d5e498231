import { seededRandom } from "../../src/analysis/random.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { literal } from "../../src/engine/sql.ts";
import type { Cohorts } from "../../src/notebook/cohorts.ts";
import { clearStore } from "../../src/notebook/store.ts";

export interface SomeEmbedding {
  readonly id: string | null;
  readonly vector: readonly (number | null)[] | null;
  readonly time?: string | null;
  readonly text?: string | null;
  readonly label?: string | null;
  readonly model?: string | null;
  readonly window?: string | null;
  readonly attributes?: Readonly<Record<string, string>>;
}

export const embeddingCohorts: Cohorts = {
  reference: { from: "2026-04-01", to: "2026-04-01" },
  current: { from: "2026-04-02", to: "2026-04-02" },
};

const topics = ["refund order payment", "login password reset", "shipping parcel late", "invoice tax receipt"];

export interface ClusteredOptions {
  readonly day?: string;
  readonly dimensions?: number;
  readonly seed?: number;
  /** Shares of the topics, of four. */
  readonly shares?: readonly number[];
  readonly prefix?: string;
}

/** Vectors about one of four centres each, with words of that centre's topic. */
export function clusteredEmbeddings(rows: number, options: ClusteredOptions = {}): SomeEmbedding[] {
  const { day = "2026-04-01", dimensions = 12, seed = 1, shares = [1, 1, 1, 1], prefix = "r" } = options;
  const centres = seededRandom(99);
  const middle = topics.map(() => Array.from({ length: dimensions }, () => 3 * centres.normal()));
  const random = seededRandom(seed);
  return Array.from({ length: rows }, (_, row) => {
    const topic = drawn(shares, random.next());
    const words = (topics[topic] as string).split(" ");
    return {
      id: `${prefix}${row}`,
      vector: (middle[topic] as number[]).map((value) => Math.fround(value + random.normal() / 2)),
      time: `${day} ${String(row % 24).padStart(2, "0")}:00:00`,
      text: `please help with ${words[random.below(3)]} ${words[random.below(3)]} question ${row}`,
      label: `topic ${topic}`,
      model: "embed-1",
      attributes: { tenant: `t${random.below(3)}` },
    };
  });
}

function drawn(shares: readonly number[], chance: number): number {
  let left = chance * shares.reduce((sum, share) => sum + share, 0);
  const found = shares.findIndex((share) => {
    left -= share;
    return left < 0;
  });
  return Math.max(0, found);
}

/** A store with these embeddings alone. */
export async function storeOfEmbeddings(
  engine: Engine,
  rows: readonly SomeEmbedding[],
  cohorts: Cohorts = embeddingCohorts,
): Promise<Engine> {
  await clearStore(engine, cohorts);
  for (let start = 0; start < rows.length; start += 500)
    await engine.query(
      `INSERT INTO store.embeddings BY NAME ${rows
        .slice(start, start + 500)
        .map(rowSql)
        .join(" UNION ALL ")}`,
    );
  return engine;
}

function rowSql({
  id,
  vector,
  time = null,
  text = null,
  label = null,
  model = null,
  window = null,
  attributes,
}: SomeEmbedding) {
  const number = (value: number | null) =>
    value === null ? "NULL" : Number.isFinite(value) ? String(value) : `'${value}'::FLOAT`;
  const list = vector === null ? "NULL::FLOAT[]" : `[${vector.map(number).join(", ")}]::FLOAT[]`;
  const pairs = Object.entries(attributes ?? {}).map(([key, value]) => `${literal(key)}: ${literal(value)}`);
  return `SELECT ${literal(id)} AS id, ${list} AS vector, ${time === null ? "NULL::BIGINT" : `epoch_ns(TIMESTAMP ${literal(time)})`} AS time_ns,
    ${literal(text)} AS text, ${literal(label)} AS label, ${literal(model)} AS model, ${literal(window)} AS "window",
    MAP {${pairs.join(", ")}}::MAP(VARCHAR, VARCHAR) AS attributes`;
}
