import type { Engine } from "../../../src/engine/engine.ts";
import { literal } from "../../../src/engine/sql.ts";
import { clearStore, createStore, setCohorts } from "../../../src/notebook/store.ts";
import { seededRandom } from "../../support/random.ts";

export const cohorts = {
  reference: { from: "2026-06-01", to: "2026-06-02" },
  current: { from: "2026-06-03", to: "2026-06-04" },
};

export interface SomeEmbedding {
  readonly side?: "reference" | "current";
  readonly vector: readonly (number | null)[] | null;
  readonly id?: string;
  readonly text?: string | null;
  readonly model?: string | null;
  readonly time?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

const days = { reference: "2026-06-01T10:00:00Z", current: "2026-06-03T10:00:00Z" };

/** A store that holds these embeddings and nothing else. */
export async function storeOf(engine: Engine, rows: readonly SomeEmbedding[], windows = cohorts): Promise<Engine> {
  await createStore(engine);
  await clearStore(engine, windows);
  await setCohorts(engine, windows);
  for (let start = 0; start < rows.length; start += 300)
    await engine.query(
      `INSERT INTO store.embeddings (id, vector, time_ns, text, model, attributes) VALUES ${rows
        .slice(start, start + 300)
        .map((row, place) => valuesOf(row, start + place))
        .join(", ")}`,
    );
  return engine;
}

function valuesOf({ side, vector, id, text, model, time, attributes = {} }: SomeEmbedding, place: number): string {
  const when = time ?? days[side ?? "reference"];
  const entries = Object.entries(attributes).map(([key, value]) => `${literal(key)}: ${literal(value)}`);
  const map = `MAP {${entries.join(", ")}}::MAP(VARCHAR, VARCHAR)`;
  const list = vector
    ? `[${vector.map((value) => (value === null ? "NULL" : literal(value))).join(", ")}]::FLOAT[]`
    : "NULL";
  const words = text === undefined ? `text ${place}` : text;
  return `(${literal(id ?? `e${place}`)}, ${list}, ${BigInt(Date.parse(when)) * 1_000_000n}, ${literal(words)}, ${literal(model ?? null)}, ${map})`;
}

export const dimensions = 6;

/** Vectors by chance, of length `dimensions`, whose first number is about `mean`. */
export function chance(count: number, seed: number, mean = 0): number[][] {
  const random = seededRandom(seed);
  const normal = () => Array.from({ length: 12 }, () => random()).reduce((sum, each) => sum + each, -6);
  return Array.from({ length: count }, () =>
    Array.from({ length: dimensions }, (_, column) => Math.fround(normal() + (column === 0 ? mean : 2))),
  );
}

export function embeddings(
  side: "reference" | "current",
  vectors: readonly (readonly number[])[],
  rest: (place: number) => Partial<SomeEmbedding> = () => ({}),
): readonly SomeEmbedding[] {
  return vectors.map((vector, place) => ({
    ...{ side, vector, id: `${side} ${place}`, text: `${side} words ${place}` },
    ...rest(place),
  }));
}
