import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { deployment } from "../../src/importers/deployments/deployment.ts";
import { prompt } from "../../src/importers/deployments/prompt.ts";
import { corpus, importWith, lost, sampleOf } from "../support/importing.ts";
import { readAll, sourceFromBytes } from "../support/source-files.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const detected = (content: Uint8Array | string) =>
  deployment.detect(sampleOf(typeof content === "string" ? encode(content) : content));
const utc = (text: string) => BigInt(Date.parse(text)) * 1_000_000n;
const configOf = (config: string | null | undefined): unknown => JSON.parse(config ?? "null");
const reasons = (imported: { issues: readonly { reason: string }[] }) => imported.issues.map(({ reason }) => reason);

describe("the sample's history", () => {
  const bytes = readFileSync(join(import.meta.dirname, "../../sample-data/warehouse-incident/deployments.yaml"));

  test("each event is a row", async () => {
    expect(detected(bytes)).toBe("events of deployments: time, version");
    const imported = await importWith(deployment, new Uint8Array(bytes));
    expect([imported.records, imported.issues]).toEqual([3, []]);
    expect(
      imported.deployments.map(({ time_ns, kind, name, version, env }) => [time_ns, kind, name, version, env]),
    ).toEqual([
      [utc("2026-04-09T09:30:00Z"), "prompt", "write-sql", "3.1", "production"],
      [utc("2026-04-20T14:02:00Z"), "config", "warehouse.size", "x-small", "production"],
      [utc("2026-04-24T10:15:00Z"), "config", "schema-notes", "2.3", "production"],
    ]);
    expect(imported.deployments[1]?.changelog).toBe("cost saving: default size large to x-small");
  });

  test("cut to its first half it is known, and read up to the cut", async () => {
    const half = new Uint8Array(bytes.subarray(0, bytes.length >> 1));
    expect(detected(half)).toBe("events of deployments: time, version");
    const imported = await importWith(deployment, half);
    expect(imported.deployments[0]?.version).toBe("3.1");
    expect(imported.records).toBe(imported.deployments.length + lost(imported));
  });
});

const record = `model: gpt-4o-2024-08-06
prompt_version: 1.10
retrieval_config_version: 2.0
promoted_at: 2026-03-15T10:00:00+02:00
promoted_by: rater-1
eval_score_at_promotion: 0.91
`;
const indented = record.trim().split("\n").join("\n  ");

describe("deployment records", () => {
  test("what went live together is one row", async () => {
    expect(detected(record)).toBe("a deployment: prompt_version, retrieval_config_version, promoted_at, promoted_by");
    const imported = await importWith(deployment, record);
    expect(imported.deployments).toEqual([
      {
        time_ns: utc("2026-03-15T08:00:00Z"),
        kind: "deployment",
        name: "test",
        version: "1.10",
        author: "rater-1",
        changelog: null,
        env: null,
        config: expect.any(String),
      },
    ]);
    expect(configOf(imported.deployments[0]?.config)).toEqual({
      model: "gpt-4o-2024-08-06",
      prompt_version: "1.10",
      retrieval_config_version: "2.0",
      promoted_at: "2026-03-15T10:00:00+02:00",
      promoted_by: "rater-1",
      eval_score_at_promotion: 0.91,
    });
  });

  test.each([
    ["a list", `- ${indented}\n`, null],
    ["under a word for it", `deployment:\n  ${indented}\n`, null],
    ["by environment", `production:\n  ${indented}\n`, "production"],
    ["a list by environment", `deployments:\n  staging:\n    ${indented.replaceAll("\n", "\n  ")}\n`, "staging"],
    ["a second document", `---\n# nothing\n---\n${record}`, null],
    ["JSON", JSON.stringify({ model: "m", prompt_version: "1.10", promoted_at: "2026-03-15T08:00:00Z" }), null],
    [
      "JSON by environment",
      JSON.stringify(
        { production: { model: "m", prompt_version: "1.10", promoted_at: "2026-03-15T08:00:00Z" } },
        null,
        2,
      ),
      "production",
    ],
    [
      "a JSON object with a list",
      '{"env":"production","deployments":[{"model":"m","prompt_version":1.10,"promoted_at":1773561600}]}',
      "production",
    ],
  ])("%s", async (_, text, env) => {
    expect(detected(text)).not.toBeNull();
    const imported = await importWith(deployment, text);
    expect(imported.deployments).toMatchObject([{ version: "1.10", env, time_ns: utc("2026-03-15T08:00:00Z") }]);
    expect([imported.records, lost(imported)]).toEqual([1, 0]);
  });

  test("each half of it, in any order", () => {
    const lines = record.trim().split("\n");
    expect(detected(lines.slice(0, 3).join("\n"))).not.toBeNull();
    expect(detected(lines.slice(3).join("\n"))).not.toBeNull();
    expect(detected(lines.toReversed().slice(0, 3).join("\n"))).not.toBeNull();
    expect(detected('{"model": "m", "prompt_version": "1.10", "retri')).not.toBeNull();
  });

  test("what it names alone says what it is of", async () => {
    const of = async (text: string) =>
      (await importWith(deployment, `${text}\npromoted_at: 2026-03-15T08:00:00Z\n`)).deployments;
    expect(await of('prompt_version: "3"')).toMatchObject([{ kind: "prompt", version: "3" }]);
    expect(await of('retrieval_config_version: "3"')).toMatchObject([{ kind: "config", version: "3" }]);
    expect(await of("model: m-2\nname: answerer")).toMatchObject([{ kind: "model", name: "answerer", version: "m-2" }]);
    expect(await of("kind: judge\nversion: 2.0\nname: tone")).toMatchObject([{ kind: "judge", version: "2.0" }]);
  });

  test("a prompt, a retrieval configuration and a deployment in one file", async () => {
    const text = `prompt:\n  version: "2"\n  system: be brief\n  model_target: m\nretrieval:\n  embedding_model: e\n  top_k: 5\n  version: 1.10\ndeployment:\n  ${indented}\n`;
    const imported = await importWith(prompt.detect(sampleOf(encode(text))) ? prompt : deployment, text);
    expect(imported.deployments.map(({ kind, version }) => [kind, version])).toEqual([
      ["prompt", "2"],
      ["config", "1.10"],
      ["deployment", "1.10"],
    ]);
    expect(imported.records).toBe(3);
  });
});

describe("retrieval configurations", () => {
  const text = `version: 2.10\nembedding_model: text-embedding-3-large\nchunk_size: 512\nchunk_overlap: 64\ntop_k: 5\nindex_last_rebuilt: 2026-03-10\n`;

  test("the day of the last rebuilding is its time where no other is stated", async () => {
    expect(detected(text)).toBe("a retrieval configuration: embedding_model, chunk_size, chunk_overlap, top_k");
    const imported = await importWith(deployment, text);
    expect(imported.deployments).toMatchObject([{ kind: "config", version: "2.10", time_ns: utc("2026-03-10") }]);
    expect(configOf(imported.deployments[0]?.config)).toMatchObject({ chunk_size: 512, version: "2.10" });
    const created = await importWith(deployment, `created: 2026-03-11T00:00:00Z\n${text}`);
    expect(created.deployments).toMatchObject([{ time_ns: utc("2026-03-11") }]);
  });

  test("half of it, and with keys of its own", () => {
    expect(detected(text.split("\n").slice(0, 2).join("\n"))).not.toBeNull();
    expect(detected("chunk_size: 512\ntop_k: 5\nhybrid_alpha: 0.5\n")).not.toBeNull();
  });

  test("a table of results by chunk size is none", () => {
    expect(detected("chunk_size,top_k,recall\n256,5,0.7\n512,5,0.8\n")).toBeNull();
    expect(
      detected('{"chunk_size":256,"top_k":5,"recall":0.7}\n{"chunk_size":512,"top_k":5,"recall":0.7}\n'),
    ).toBeNull();
  });
});

describe("tables of events", () => {
  test.each([
    [
      "time,kind,name,version,author,changelog,env\n2026-04-01T10:00:00Z,prompt,qa,1.10,rater-1,shorter,production\n",
      "prompt",
      "1.10",
    ],
    ["deployed_at,prompt_version,ticket_no\n2026-04-01 10:00,1.10,77\n", "prompt", "1.10"],
    ["Promoted At;Model;Environment\n2026-04-01T10:00:00Z;gpt-4o;production\n", "model", "gpt-4o"],
    ["date\tversion\n2026-04-01T10:00:00Z\t1.10\n2026-04-02\t1.11\n", "deployment", "1.10"],
    [
      '{"timestamp":1775037600000,"name":"qa","version":1.10}\n{"timestamp":1775124000000,"name":"qa","version":1.11}\n',
      "deployment",
      "1.10",
    ],
    ['[{"date":"2026-04-01T10:00:00Z","model":"gpt-4o"}]', "model", "gpt-4o"],
  ])("%s", async (text, kind, version) => {
    expect(detected(text)).not.toBeNull();
    const imported = await importWith(deployment, text);
    expect(imported.deployments[0]).toMatchObject({ time_ns: utc("2026-04-01T10:00:00Z"), kind, version });
    expect(imported.records).toBe(imported.deployments.length + lost(imported));
    expect(lost(imported)).toBe(0);
  });

  test("columns of its own stay in config, blank cells do not, a row of nothing is lost", async () => {
    const text = "deployed_at,version,name,region\n2026-04-01T10:00:00Z,1.10,qa,eu\n,,,us\nsoon,1.11,qa,\n";
    const imported = await importWith(deployment, text);
    expect(imported.deployments.map(({ version, time_ns }) => [version, time_ns])).toEqual([
      ["1.10", utc("2026-04-01T10:00:00Z")],
      ["1.11", null],
    ]);
    expect(configOf(imported.deployments[0]?.config)).toMatchObject({ region: "eu" });
    expect(configOf(imported.deployments[1]?.config)).toEqual({ deployed_at: "soon", version: "1.11", name: "qa" });
    expect([imported.records, lost(imported)]).toEqual([3, 1]);
    expect(imported.issues.find(({ severity }) => severity === "record")).toMatchObject({ line: 3 });
    expect(reasons(imported)).toContain("times that cannot be read, kept without one: 1 (first: soon)");
  });

  test.each([
    ["an export of costs", corpus("cost-csv/openrouter_activity_2025-08-21.csv")],
    ["results of promptfoo", corpus("promptfoo-results/output.csv")],
    ["labels", "trace_id,label,rater,timestamp,version\na,good,rater-1,2026-04-01,1\n"],
    [
      "answers by prompt version",
      "timestamp,prompt_version,user_query,thumbs\n2026-04-01,1,why,up\n2026-04-01,2,why,up\n",
    ],
    ["usage by model", "date,model,input_tokens,cost\n2026-04-01,gpt-4o,5,0.1\n"],
    ["people", "name,type,created_at\na,admin,2026-04-01\n"],
    ["scores", "time,name,version,score\n2026-04-01,quality,1,0.5\n"],
    ["logs", '{"timestamp":"2026-04-01T10:00:00Z","level":"info","message":"x","version":"1","pid":4}\n'],
  ])("%s are none", (_, content) => {
    expect(detected(content)).toBeNull();
  });
});

describe("times", () => {
  test.each([
    ["2026-03-15", "2026-03-15T00:00:00Z", "days without a time, taken as midnight UTC"],
    ["2026-03-15 10:30", "2026-03-15T10:30:00Z", "times without a zone, taken as UTC"],
    ["2026-03-15T10:30:00", "2026-03-15T10:30:00Z", "times without a zone, taken as UTC"],
    ["2026-03-15T10:30:00.5Z", "2026-03-15T10:30:00.500Z", null],
    ["2026-03-15 9:30:00 -05", "2026-03-15T14:30:00Z", null],
    ["2026-03-15T10:30:00 +0200", "2026-03-15T08:30:00Z", null],
    ["1773561600", "2026-03-15T08:00:00Z", null],
    ["1773561600000", "2026-03-15T08:00:00Z", null],
    ["1773561600000000000", "2026-03-15T08:00:00Z", null],
    ["2026-02-30", null, "times that cannot be read, kept without one"],
    ["15.03.2026", null, "times that cannot be read, kept without one"],
    ["20260315", "2026-03-15T00:00:00Z", "days without a time, taken as midnight UTC"],
    ["12345", null, "times that cannot be read, kept without one"],
  ])("%s", async (written, expected, note) => {
    for (const text of [
      `version: "1"\nname: n\npromoted_at: ${written}\n`,
      `name,version,promoted_at\nn,1,${written}\n`,
    ]) {
      const imported = await importWith(deployment, text);
      expect(imported.deployments[0]?.time_ns).toBe(expected === null ? null : utc(expected));
      expect(reasons(imported).map((reason) => reason.split(":")[0])).toEqual(note === null ? [] : [note]);
    }
  });
});

test("YAML that is none of these is said to be what it is, with what would have been read", async () => {
  for (const [text, keys] of [
    ["name: build\non: [push]\njobs: {test: {}}\n", "name, on, jobs"],
    ["- host: a\n  port: 1\n- host: b\n  port: 2\n", "host, port"],
  ] as const) {
    const { format, issues, counts } = await readAll(sourceFromBytes(text, "x"));
    expect([format, counts.records, counts.lost]).toEqual(["unknown", 0, 0]);
    expect(issues).toHaveLength(1);
    expect(issues[0]?.reason).toContain(
      `not imported: this is YAML with the keys ${keys}; of YAML, Casebook reads prompts`,
    );
  }
});

test.each([
  ["prompt", "prompt-files/10-kitchen-sink.prompt"],
  ["prompt", "promptfoo-results/promptfooconfig.yaml"],
])("the list of formats takes %s: %s, whole and cut, whatever its name", async (format, name) => {
  const bytes = corpus(name);
  for (const content of [bytes, bytes.slice(0, bytes.length >> 1)]) {
    const { counts } = await readAll(sourceFromBytes(content, "x.csv", 777));
    expect(counts.format).toBe(format);
    expect(counts.records).toBe((counts.rows.deployments ?? 0) + counts.lost);
  }
});

test("rows of deployments reach the store's table through the list of formats", async () => {
  const { counts, batches } = await readAll(sourceFromBytes("deployed_at,version,name\n2026-04-01,1.10,qa\n", "x"));
  expect(counts).toMatchObject({ format: "deployment", records: 1, lost: 0, rows: { deployments: 1 } });
  expect(batches.map(({ table }) => table)).toEqual(["deployments"]);
});
