import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/analysis/random.ts";
import { calibration } from "../../../src/cells/calibration/index.tsx";
import { CellError } from "../../../src/notebook/cell.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { judged, labelled, type SomeScore, scoresIn } from "../../support/scores.ts";
import { storeOf } from "../../support/spans.ts";

const engine = testStore();
const ids = (n: number) => Array.from({ length: n }, (_, item) => `item-${String(item).padStart(4, "0")}`);

async function run(source: string, scores?: readonly SomeScore[]) {
  const db = scores ? await scoresIn(await engine(), scores) : await engine();
  return await evaluateCell(calibration, source, { engine: db });
}

async function failure(source: string): Promise<CellError> {
  const error: unknown = await run(source).catch((caught: unknown) => caught);
  if (error instanceof CellError) return error;
  throw new Error(`no CellError: ${error}`);
}

/** Items whose judge gives 0.5 more for every 100 words, and 1 more to its own family, beyond people. */
function pulled(n: number): SomeScore[] {
  const random = seededRandom(9);
  return ids(n).flatMap((id, place) => {
    const words = 20 + random.below(300);
    const family = place % 2 ? "kestrel" : "marten";
    const truth = 20 + 60 * random.next();
    const judge = truth + (0.5 * words) / 100 + (family === "kestrel" ? 1 : 0) + 0.3 * random.normal();
    const metadata = JSON.stringify({
      item: { answer: "word ".repeat(words), family, lang: (place >> 1) % 4 ? "en" : "de" },
      run: 7,
    });
    return [judged(id, judge, { metadata }), labelled(id, truth)];
  });
}

describe("what pulls a judge is found where it was put", () => {
  test("length per 100 words from the item's own text, and the judge's own family", async () => {
    const source = "bias: {family: family, own: kestrel, others: [lang]}\nslices: [lang]";
    const [subject] = (await run(source, pulled(300))).subjects;
    const effect = (cause: string) => subject?.figures.biases.effects.find((one) => one.cause === cause);
    expect(effect("length, per 100 words")?.estimate.value).toBeCloseTo(0.5, 1);
    expect(effect("own model family")?.estimate.value).toBeCloseTo(1, 0);
    expect(effect("own model family")?.adjustedP).toBeLessThan(0.001);
    expect(effect("lang de")?.adjustedP).toBeGreaterThan(0.05);
    expect(subject?.figures.slices?.rows.map(({ value, items }) => [value, items])).toEqual([
      ["en", 224],
      ["de", 76],
    ]);
    expect(subject?.dangerous.every(({ text }) => text?.startsWith("word"))).toBe(true);
  });

  test("slices of fewer than thirty items get no verdict, and numbers are cut into quarters", async () => {
    const scores = pulled(60).map((score, place) => ({
      ...score,
      metadata: JSON.stringify({ n: place >> 1, rare: place < 6 ? "yes" : "no" }),
    }));
    const [subject] = (await run("slices: [n, rare]", scores)).subjects;
    const rows = subject?.figures.slices?.rows ?? [];
    expect(rows.filter(({ column }) => column === "n")).toHaveLength(4);
    expect(rows.find(({ column, value }) => column === "rare" && value === "yes")).toMatchObject({
      items: 3,
      tooSmall: true,
      p: null,
    });
  });

  test("what no item has is told with what there is", async () => {
    await run("", pulled(40));
    expect(await failure("slices: [langg]")).toMatchObject({
      message: expect.stringContaining("did you mean lang?"),
      place: { key: "slices" },
    });
    expect(await failure("bias: {family: nothing}")).toMatchObject({ place: { key: "bias" } });
    expect(await failure("table: nowhere")).toMatchObject({ place: { key: "table" } });
    expect(await failure("where: nonsense(")).toMatchObject({ place: { key: "where" } });
    expect(await failure("items: nowhere")).toMatchObject({ place: { key: "items" } });
    expect(await failure("table: sources")).toMatchObject({ message: expect.stringContaining("judge and label") });
  });
});

describe("tables of other shapes", () => {
  test("a wide table has a column for the judge and one for each person, by dimension", async () => {
    const db = await engine();
    await db.query(`CREATE OR REPLACE TABLE wide AS SELECT 'q' || i AS id, 1 + i % 5 AS judge_tone, 1 + (i * 7) % 5 AS judge_style,
      1 + (i + i % 3) % 5 AS tone_a, 1 + i % 5 AS tone_b, 1 + (i * 7) % 5 AS style_a, 1 + (i * 7) % 5 AS style_b, i % 2 AS long
      FROM range(60) t(i)`);
    const source = `table: wide\nitem: id\njudge: "judge_{dimension}"\nlabel: ["{dimension}_a", "{dimension}_b"]\ndimensions: [tone, style]\nslices: [long]`;
    const { subjects } = await run(source);
    expect(
      subjects.map(({ dimension, figures }) => [dimension, figures.agreement.items, figures.agreement.labels]),
    ).toEqual([
      ["style", 60, 120],
      ["tone", 60, 120],
    ]);
    expect(subjects[0]?.figures.headline.estimate.value).toBe(1);
    expect(subjects[0]?.figures.slices?.rows).toHaveLength(2);
    const bare = await run("table: wide\njudge: judge_tone\nlabel: tone_a");
    expect(bare.subjects[0]?.figures.agreement.items).toBe(60);
    expect(await failure("table: wide\njudge: judg_tone\nlabel: tone_a")).toMatchObject({ place: { key: "judge" } });
  });

  test("a long table of another cell is read by its own names", async () => {
    const db = await engine();
    await db.query(`CREATE OR REPLACE TABLE long AS SELECT 'q' || i AS item, 'tone' AS dimension, r AS rater,
      CASE WHEN r = 'bot' THEN 1 + i % 5 ELSE 1 + (i + i % 2) % 5 END AS score FROM range(50) t(i), (VALUES ('bot'), ('kim')) v(r)`);
    const { subjects } = await run("table: long\njudge: bot\nhuman: kim");
    expect(subjects[0]).toMatchObject({ dimension: "tone", judge: "bot", raters: ["kim"], judged: 50 });
  });

  test("labels may stand in a table of their own, with what each item stands for", async () => {
    const scores = ids(200).map((id, place) => judged(id, place % 2 ? "pass" : "fail"));
    const db = await scoresIn(await engine(), scores);
    await db.query(`CREATE OR REPLACE TABLE mine AS SELECT 'item-' || lpad(i::VARCHAR, 4, '0') AS target_id, 'quality' AS name,
      CASE WHEN i % 3 = 0 THEN 'fail' ELSE 'pass' END AS value_str, NULL::DOUBLE AS value_num, 'human' AS source,
      'kim' AS rater, 2.5 AS weight FROM range(80) t(i)`);
    const { subjects } = await run("labels: mine\nchosen: stratified\nweights: weight");
    expect(subjects[0]).toMatchObject({ judged: 200, raters: ["kim"], figures: { agreement: { items: 80 } } });
    expect(subjects[0]?.figures.corrections[0]?.best).toBe("ppi");
  });

  test("scores of spans lead to their traces, and take slices from their attributes", async () => {
    const db = await engine();
    await storeOf(
      db,
      ids(40).map((id, place) => ({
        trace_id: `t-${id}`,
        span_id: id,
        name: "answer",
        start_ns: 1n,
        end_ns: 2n,
        tenant: place % 2 ? "a" : "b",
        output: "Yes, in full.",
        attributes: { region: "eu" },
      })),
    );
    await db.query("DELETE FROM store.scores");
    const rows = ids(40).map(
      (id, place) =>
        `('span', '${id}', 'quality', ${place < 5 ? 5 : 1 + (place % 5)}, 'judge', 'j'), ('span', '${id}', 'quality', ${1 + (place % 5 && place % 4)}, 'human', 'p')`,
    );
    await db.query(
      `INSERT INTO store.scores (target_type, target_id, name, value_num, source, rater) VALUES ${rows.join(", ")}`,
    );
    const { subjects } = await run("slices: [tenant, region]");
    expect(subjects[0]?.figures.slices?.rows.map(({ value }) => value)).toEqual(["a", "b", "eu"]);
    expect(subjects[0]?.dangerous[0]).toMatchObject({ target: "span", text: "Yes, in full.", words: 3 });
    expect(subjects[0]?.dangerous[0]?.trace).toBe(`t-${subjects[0]?.dangerous[0]?.item}`);
  });
});

describe("judges beside each other", () => {
  const scores = ids(100).flatMap((id, place) => {
    const truth = 1 + (place % 5);
    return [
      judged(id, Math.min(5, truth + 1), { rater: "v1" }),
      judged(id, place < 90 ? truth : Math.min(5, truth + 1), { rater: "v2", rationale: `reason ${place}` }),
      labelled(id, truth),
    ];
  });

  test("two are compared with each other on the same items, and what changed is listed", async () => {
    const { subjects } = await run("", scores);
    expect(subjects.map(({ judge, figures }) => [judge, figures.versions?.first])).toEqual([
      ["v1", "v2"],
      ["v2", "v1"],
    ]);
    const versions = subjects[1]?.figures.versions;
    expect(versions?.changed).toMatchObject({ count: 72, nearer: 72, further: 0 });
    expect(versions?.test).toMatchObject({ firstOnly: 0, secondOnly: 72 });
    expect(versions?.difference.low).toBeGreaterThan(0);
    expect(subjects[1]?.changed[0]).toMatchObject({ reason: "reason 0", people: ["1"], judge: "1", other: "2" });
  });

  test("one asked again is compared with itself, and its first score counts", async () => {
    const again = ids(50).flatMap((id, place) => [
      judged(id, 1 + (place % 5), { time_ns: 1n }),
      judged(id, place < 40 ? 1 + (place % 5) : 1 + ((place + 1) % 5), { time_ns: 2n }),
      labelled(id, 1 + (place % 5)),
    ]);
    const [subject] = (await run("", again)).subjects;
    expect(subject?.figures.consistency?.same).toMatchObject({ value: 0.8, n: 50 });
    expect(subject?.figures.headline.estimate.value).toBe(1);
  });

  test("clusters widen the interval where answers to one prompt go together", async () => {
    const copies = ids(200).flatMap((id, place) => {
      const prompt = place >> 3;
      const metadata = JSON.stringify({ prompt: `p${prompt}` });
      return [
        judged(id, 1 + ((prompt * 3) % 5), { metadata }),
        labelled(id, 1 + ((prompt * 3 + (prompt % 3 ? 0 : 2)) % 5)),
      ];
    });
    const width = async (source: string) => {
      const [subject] = (await run(source, copies)).subjects;
      const { low, high } = subject?.figures.headline.estimate ?? {};
      return (high ?? 0) - (low ?? 0);
    };
    expect(await width("cluster: prompt")).toBeGreaterThan(1.8 * (await width("")));
  });
});

describe("tables as people have them", () => {
  const words = (list: readonly string[], shift = "0") =>
    `[${list.map((word) => `'${word}'`).join(", ")}][1 + (i + ${shift}) % ${list.length}]`;
  const sometimes = "(i % 5) // 4";

  test.each([
    ["pass and fail in words that differ", words(["PASS", "Fail"]), words(["Passed", "FAILED"], sometimes), "binary"],
    [
      "pairs by the names of arenas",
      words(["model_a", "model_b", "tie"]),
      words(["A", "B", "tie"], sometimes),
      "pairwise",
    ],
    ["gaps written as words", "CASE WHEN i % 4 > 0 THEN (1 + i % 5)::VARCHAR ELSE 'N/A' END", "1 + i % 5", "ordinal"],
    ["words with an order that nobody told", words(["low", "mid", "high"]), words(["low", "mid", "high"]), "nominal"],
  ])("%s", async (_, judge, human, type) => {
    const db = await engine();
    await db.query(
      `CREATE OR REPLACE TABLE shape AS SELECT i, ${judge} AS judge, ${human} AS human FROM range(60) t(i)`,
    );
    const [subject] = (await run("table: shape\njudge: judge\nlabel: human\nbootstrap: 100")).subjects;
    const agreed = { binary: 48, pairwise: 48, ordinal: 45, nominal: 60 }[type] as number;
    const items = type === "ordinal" ? 45 : 60;
    expect([subject?.type, subject?.figures.agreement.items]).toEqual([type, items]);
    expect(subject?.figures.agreement.statistics.agreement?.value).toBeCloseTo(agreed / items, 9);
    if (type === "nominal") expect(subject?.notes.join()).toContain("write type: ordinal and scale");
  });

  test("scores off the scale are counted and named", async () => {
    const db = await engine();
    await db.query("CREATE OR REPLACE TABLE shape AS SELECT i % 11 AS judge, 1 + i % 5 AS human FROM range(55) t(i)");
    const source = "table: shape\njudge: judge\nlabel: human\nscale: [1, 2, 3, 4, 5]\nbootstrap: 100";
    const [subject] = (await run(source)).subjects;
    expect(subject?.notes.join()).toContain(
      "30 of judge’s labels are not on the scale and are left out: 0, 10, 6, 7, 8, …",
    );
  });

  test("in a long table where no column says who is a person, whoever is not the judge is one", async () => {
    const db = await engine();
    await db.query(`CREATE OR REPLACE TABLE shape AS SELECT i // 3 AS item, 'tone' AS dimension,
      ['gpt', 'ann', 'ben'][1 + i % 3] AS annotator, 1 + i % 4 AS score FROM range(90) t(i)`);
    const [subject] = (await run("table: shape\njudge: gpt\nbootstrap: 100")).subjects;
    expect([subject?.judge, subject?.raters]).toEqual(["gpt", ["ann", "ben"]]);
  });
});
