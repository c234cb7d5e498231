import { shareDistances } from "../../analysis/jensen-shannon.ts";
import type { QueryOptions } from "../../engine/engine.ts";
import { identifier, literal } from "../../engine/sql.ts";
import { toObjects } from "../../engine/table-data.ts";
import type { CellContext } from "../../notebook/cell.ts";
import type { Compared } from "./compare.ts";
import { type Frame, filter, sideOf } from "./frame.ts";
import type { Word } from "./result.ts";
import { vocabularyNull } from "./vocabulary-null.ts";

const mostTexts = 1000;
const mostBuckets = 1024;
const wordsShown = 12;
// A run of letters and digits; of scripts without spaces each sign.
const wordPattern = "[\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Thai}]|[\\p{L}\\p{N}_']+";

/** The words of a text, as an SQL list: in lower case, each once, of its first 4,000 characters. */
export function wordsOf(text: string): string {
  return `list_distinct(regexp_extract_all(lower(left(${text}, 4000)), ${literal(wordPattern)}))`;
}

interface Text {
  readonly id: string;
  /** As SQL over the frame's rows. */
  readonly expression: string;
}

/** The vocabulary of a column of text: PSI over hashed words of up to 1,000 texts a side. None without any word. */
export async function vocabularies(frame: Frame, text: Text, context: CellContext): Promise<Compared[]> {
  const { engine, signal, progress } = context;
  progress(`the words of ${text.id}`);
  const table = `store.${identifier(`words of ${context.name}`)}`;
  const sampled = (
    side: number,
  ) => `SELECT * FROM (SELECT * FROM (SELECT ${sideOf(frame)} AS side, ${text.expression} AS v FROM ${frame.from}
    WHERE ${filter(frame)}) WHERE side = ${side} AND v IS NOT NULL) USING SAMPLE reservoir(${mostTexts} ROWS) REPEATABLE (1)`;
  await engine.query(
    `CREATE OR REPLACE TABLE ${table} AS SELECT id, side, unnest(words) AS word FROM (
       SELECT row_number() OVER (ORDER BY side) AS id, side, ${wordsOf("v")} AS words
       FROM ((${sampled(1)}) UNION ALL (${sampled(2)})))`,
    { signal },
  );
  try {
    return await comparedWords(text, table, context);
  } finally {
    await engine.query(`DROP TABLE IF EXISTS ${table}`);
  }
}

async function comparedWords(text: Text, table: string, context: CellContext): Promise<Compared[]> {
  const { engine, signal, compute } = context;
  const texts = await readTexts(context, table, { signal });
  const { referenceTexts, currentTexts } = texts;
  const known = { ...emptyRow(text.id), referenceRows: referenceTexts, currentRows: currentTexts };
  if (referenceTexts === 0 || currentTexts === 0) return [known];
  const found = await compute(vocabularyNull, { ...texts, permutations: 999, seed: 1 });
  const { jensenShannonBase2 } = shareDistances(found.reference, found.current);
  const words = await tellingWords({ engine }, table, text.expression, texts, { signal });
  const isSample = Math.max(referenceTexts, currentTexts) === mostTexts;
  return [
    {
      ...known,
      psi: found.psi,
      critical: found.critical,
      jensenShannon: jensenShannonBase2,
      test: { p: found.p, method: "permutation", cramersV: null },
      words,
      notes: [
        `words in ${texts.bucketCount.toLocaleString("en")} buckets by their hash, each once a text; p and critical value by dealing whole texts to the sides 999 times`,
        ...(isSample ? [`a sample of ${mostTexts.toLocaleString("en")} texts a side`] : []),
      ],
    },
  ];
}

async function readTexts({ engine }: Pick<CellContext, "engine">, table: string, options: QueryOptions) {
  const rows = await engine.query(
    `SELECT side::INTEGER AS side, id::INTEGER AS id, (hash(word) & ${mostBuckets - 1})::INTEGER AS bucket FROM ${table} ORDER BY id`,
    options,
  );
  const [side, id, bucket] = ["side", "id", "bucket"].map((name) => rows.getChild(name));
  const all = new Uint16Array(rows.numRows);
  const ends: number[] = [];
  const sides: number[] = [];
  let words = { reference: 0, current: 0 };
  for (let row = 0; row < rows.numRows; row++) {
    all[row] = Number(bucket?.get(row));
    const isReference = Number(side?.get(row)) === 1;
    words = isReference ? { ...words, reference: words.reference + 1 } : { ...words, current: words.current + 1 };
    if (row === 0 || id?.get(row) !== id?.get(row - 1)) {
      sides.push(Number(side?.get(row)));
      ends.push(row);
    }
    ends[ends.length - 1] = row + 1;
  }
  const carried = Math.max(2, Math.floor(Math.min(words.reference, words.current) / 10));
  const bucketCount = Math.min(mostBuckets, 2 ** Math.floor(Math.log2(carried)));
  const referenceTexts = sides.filter((one) => one === 1).length;
  return {
    buckets: all.map((one) => one & (bucketCount - 1)),
    ends: Uint32Array.from(ends),
    referenceTexts,
    currentTexts: sides.length - referenceTexts,
    bucketCount,
  };
}

/** The words whose share of texts differs most for how common they are. */
async function tellingWords(
  { engine }: Pick<CellContext, "engine">,
  table: string,
  text: string,
  { referenceTexts: n, currentTexts: m }: { readonly referenceTexts: number; readonly currentTexts: number },
  options: QueryOptions,
) {
  const counted = `SELECT word, count(*) FILTER (side = 1) AS r, count(*) FILTER (side = 2) AS c FROM ${table} GROUP BY word`;
  const pooled = `((r + c) / ${n + m}.0)`;
  const z = `(c / ${m}.0 - r / ${n}.0) / sqrt(${pooled} * (1 - ${pooled}) * (1.0 / ${n} + 1.0 / ${m}) + 1e-12)`;
  const sql = `WITH w AS (SELECT word, r::INTEGER AS r, c::INTEGER AS c, ${z} AS z FROM (${counted}) WHERE r + c >= 3)
    (SELECT * FROM w WHERE z > 1.96 ORDER BY z DESC, word LIMIT ${wordsShown}) UNION ALL
    (SELECT * FROM w WHERE z < -1.96 ORDER BY z, word LIMIT ${wordsShown})`;
  const rows = toObjects(await engine.query(sql, options));
  const word = (row: (typeof rows)[number]): Word => ({
    word: String(row.word),
    reference: Number(row.r),
    current: Number(row.c),
    predicate: `list_contains(${wordsOf(text)}, ${literal(String(row.word))})`,
  });
  return {
    more: rows.filter(({ z: by }) => Number(by) > 0).map(word),
    fewer: rows.filter(({ z: by }) => Number(by) < 0).map(word),
  };
}

function emptyRow(id: string): Compared {
  return {
    id,
    unit: "row",
    kind: "vocabulary",
    referenceRows: 0,
    currentRows: 0,
    referenceMissing: 0,
    currentMissing: 0,
    psi: null,
    critical: null,
    jensenShannon: null,
    ks: null,
    wasserstein: null,
    test: { p: null, method: null, cramersV: null },
    bins: [],
    edges: null,
    appeared: [],
    vanished: [],
    isFrozen: false,
    words: null,
    notes: [],
  };
}
