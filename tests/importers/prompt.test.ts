import { describe, expect, test } from "vitest";
import { deployment } from "../../src/importers/deployments/deployment.ts";
import { prompt } from "../../src/importers/deployments/prompt.ts";
import { corpus, importWith, lost, sampleOf } from "../support/importing.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const detected = (content: Uint8Array | string) =>
  prompt.detect(sampleOf(typeof content === "string" ? encode(content) : content));
const utc = (text: string) => BigInt(Date.parse(text)) * 1_000_000n;
const configOf = (config: string | null | undefined): unknown => JSON.parse(config ?? "null");
const reasons = (imported: { issues: readonly { reason: string }[] }) => imported.issues.map(({ reason }) => reason);

const file = `# support agent
version: 1.10
model_target: model-a-2026-01-01
created: 2026-03-14
author: rater-1
changelog:
  - shorter answers
  - "asks for the order number first"
eval_score_required: 0.87
system: |
  You are a support agent.
  Answer: {{question}}
parameters:
  temperature: 0.20
  max_tokens: 800
`;

describe("real files", () => {
  test("a dotprompt file behind a licence", async () => {
    const bytes = corpus("prompt-files/09-complex-schema.prompt");
    expect(detected(bytes)).toBe("front matter with model, input, output before a template");
    const imported = await importWith(prompt, bytes);
    expect([imported.records, imported.deployments.length]).toEqual([1, 1]);
    expect(imported.deployments[0]).toMatchObject({ kind: "prompt", name: "test", version: null, time_ns: null });
    const config = configOf(imported.deployments[0]?.config) as Record<string, unknown>;
    expect(config).toMatchObject({
      model: "googleai/gemini-2.5-flash",
      output: { schema: { totalOrders: "integer" } },
    });
    expect(String(config.template).trim().startsWith("{{!\n  COMPLEX NESTED SCHEMA")).toBe(true);
    expect(String(config.template).trim().endsWith("and recommended actions.")).toBe(true);
    expect(imported.issues.map(({ severity }) => severity)).toEqual(["note", "note", "note"]);
  });

  test("dotprompt's own example whose front matter is not valid YAML keeps it as text", async () => {
    const bytes = corpus("prompt-files/10-kitchen-sink.prompt");
    expect(detected(bytes)).toContain("front matter with model, config, tools");
    const imported = await importWith(prompt, bytes);
    expect(configOf(imported.deployments[0]?.config)).toMatchObject({
      model: "googleai/gemini-2.5-flash",
      config: { temperature: 0.8, stopSequences: ["<<END>>"] },
      tools: ["searchDatabase", "generateChart", "sendNotification"],
      front_matter: expect.stringContaining("budget?: number, Optional budget in USD"),
      template: expect.stringContaining("{{json output indent=2}}"),
    });
    const lines = new TextDecoder().decode(bytes).split("\n");
    const told = imported.issues.find(({ reason }) => reason.startsWith("front matter that is not valid YAML"));
    expect(lines[(told?.line ?? 0) - 1]).toContain("teamMembers");
    expect([imported.records, lost(imported)]).toEqual([1, 0]);
  });

  test("a configuration of promptfoo", async () => {
    const bytes = corpus("promptfoo-results/promptfooconfig.yaml");
    expect(detected(bytes)).toBe("a configuration of promptfoo: prompts, providers, tests");
    const { deployments, records, issues } = await importWith(prompt, bytes);
    expect(records).toBe(4);
    expect(deployments.map(({ kind, name, version }) => [kind, name, version])).toEqual([
      ["prompt", "support-v1", null],
      ["prompt", "support-v2", null],
      ["model", "echo-a", "echo"],
      ["config", "test", null],
    ]);
    expect(configOf(deployments[1]?.config)).toEqual({
      id: "support-v2",
      label: "support-v2",
      raw: "System: be brief.\nUser: {{question}}",
    });
    expect(configOf(deployments[3]?.config)).toMatchObject({ tests: [{ metadata: { tenant: "acme" } }, {}] });
    expect(deployments[3]?.changelog).toBe("fixture run with the echo provider");
    expect(issues.every(({ severity }) => severity === "note")).toBe(true);
  });

  test.each([
    "prompt-files/09-complex-schema.prompt",
    "prompt-files/10-kitchen-sink.prompt",
    "promptfoo-results/promptfooconfig.yaml",
  ])("%s is known when it is cut to its first half", (name) => {
    const bytes = corpus(name);
    expect(detected(bytes.slice(0, bytes.length >> 1))).not.toBeNull();
  });
});

describe("prompt files", () => {
  test("a version stays the text that was written, a day is midnight", async () => {
    expect(detected(file)).toBe("a prompt file: version, model_target, eval_score_required, author");
    const imported = await importWith(prompt, file);
    expect(imported.deployments).toEqual([
      {
        time_ns: utc("2026-03-14T00:00:00Z"),
        kind: "prompt",
        name: "test",
        version: "1.10",
        author: "rater-1",
        changelog: "shorter answers\nasks for the order number first",
        env: null,
        config: expect.any(String),
      },
    ]);
    expect(configOf(imported.deployments[0]?.config)).toEqual({
      version: "1.10",
      model_target: "model-a-2026-01-01",
      created: "2026-03-14",
      author: "rater-1",
      changelog: ["shorter answers", "asks for the order number first"],
      eval_score_required: 0.87,
      system: "You are a support agent.\nAnswer: {{question}}\n",
      parameters: { temperature: 0.2, max_tokens: 800 },
    });
    expect(reasons(imported)).toEqual([
      "days without a time, taken as midnight UTC: 1 (first: 2026-03-14)",
      "records without a name, called after the file: 1 (first: test)",
    ]);
  });

  test("keys in any order, and half of them", () => {
    const lines = file.split("\n");
    expect(detected(lines.slice(0, 4).join("\n"))).not.toBeNull();
    expect(
      detected(`system: |\n  You are a support agent.\nparameters:\n  temperature: 0\nversion: "1"\n`),
    ).not.toBeNull();
    expect(detected(`system: |\n  You are a support agent.\n  ${"Answer well. ".repeat(50)}`)).not.toBeNull();
    expect(detected("eval_score_required: 0.9\nsystem: be brief\n")).not.toBeNull();
  });

  test.each([
    ["one document", file],
    ["a list", `- ${file.trim().split("\n").slice(1).join("\n  ")}\n`],
    ["named by its key", `support:\n  ${file.trim().split("\n").slice(1).join("\n  ")}\n`],
    ["in a list of prompts", `prompts:\n  - ${file.trim().split("\n").slice(1).join("\n    ")}\n`],
    ["JSON", '{\n  "version": 1.10,\n  "model_target": "m",\n  "created": "2026-03-14",\n  "system": "x"\n}'],
    ["JSON Lines", '{"version":1.10,"model_target":"m","created":"2026-03-14","system":"x"}\n'.repeat(1)],
    ["a JSON list", '[{"version":1.10,"model_target":"m","created":"2026-03-14","system":"x"}]'],
  ])("the version of %s is 1.10", async (_, text) => {
    expect(detected(text)).not.toBeNull();
    for (const chunk of [65_536, 7]) {
      const imported = await importWith(prompt, text, { chunk });
      expect(imported.deployments).toMatchObject([
        { version: "1.10", kind: "prompt", time_ns: utc("2026-03-14T00:00:00Z") },
      ]);
      expect([imported.records, lost(imported)]).toEqual([1, 0]);
    }
  });

  test("several documents, one of which is damaged", async () => {
    const text = `---\nversion: "1.9"\nmodel_target: m\n---\nversion: "1.10"\nmodel_target: [m\n---\nversion: "1.11"\nmodel_target: m\n`;
    const imported = await importWith(prompt, text);
    expect(imported.deployments.map(({ version }) => version)).toEqual(["1.9", "1.11"]);
    expect([imported.records, lost(imported)]).toEqual([3, 1]);
    const damage = imported.issues.find(({ severity }) => severity === "record");
    expect(damage?.reason).toContain("not valid YAML");
    expect(damage?.line).toBeGreaterThanOrEqual(6);
    expect(damage?.line).toBeLessThanOrEqual(7);
  });

  test("a damaged element of a list takes no other with it", async () => {
    const element = (version: string) => `- version: ${version}\n  model_target: m\n`;
    const text = element("1") + element("1.10") + element('"3') + element("4") + element("[5") + element("6");
    const imported = await importWith(prompt, `${text}---\nversion: 7\nmodel_target: m\n`);
    expect(imported.deployments.map(({ version }) => version)).toEqual(["1", "1.10", "4", "6", "7"]);
    expect([imported.records, lost(imported)]).toEqual([7, 2]);
    for (const { severity, line, reason } of imported.issues.filter((issue) => issue.severity === "record")) {
      expect([severity, reason.startsWith("not valid YAML")]).toEqual(["record", true]);
      expect([6, 7, 10, 11]).toContain(line);
    }
  });

  test("a history by version and fields that all versions share", async () => {
    const text = `name: support\nauthor: rater-1\nversions:\n  1.9: {created: 2026-03-01T10:00:00Z, model_target: m, system: a}\n  1.10: {created: 2026-03-02 10:00, model_target: m, system: b}\n`;
    expect(detected(text)).not.toBeNull();
    const { deployments } = await importWith(prompt, text);
    expect(deployments.map(({ name, author, version, time_ns }) => [name, author, version, time_ns])).toEqual([
      ["support", "rater-1", "1.9", utc("2026-03-01T10:00:00Z")],
      ["support", "rater-1", "1.10", utc("2026-03-02T10:00:00Z")],
    ]);
  });

  test("a changelog with dated versions gives the versions before this one", async () => {
    const text = `name: support
version: 2.0.0
model_target: m
created: 2026-04-01T00:00:00Z
author: rater-2
changelog:
  - {version: 2.0.0, date: 2026-04-01, changes: rewritten}
  - {version: 1.10, date: 2026-03-01, changes: [shorter, kinder], author: rater-1}
`;
    const { deployments, records } = await importWith(prompt, text);
    expect(
      deployments.map(({ name, kind, version, author, changelog }) => [name, kind, version, author, changelog]),
    ).toEqual([
      ["support", "prompt", "2.0.0", "rater-2", "2.0.0 2026-04-01 rewritten\n1.10 2026-03-01 shorter, kinder rater-1"],
      ["support", "prompt", "1.10", "rater-1", "shorter\nkinder"],
    ]);
    expect(records).toBe(2);
  });

  test("anchors and merges are followed, and a key written twice is said", async () => {
    const text = `base: &base {model_target: m, author: rater-1}\nsupport:\n  <<: *base\n  version: "1"\n  system: a\n  system: b\n`;
    const imported = await importWith(prompt, text);
    const support = imported.deployments.find(({ name }) => name === "support");
    expect(support).toMatchObject({ version: "1", author: "rater-1" });
    expect(configOf(support?.config)).toMatchObject({ system: "b", model_target: "m" });
    const twice = imported.issues.find(({ reason }) => reason.startsWith("keys that are written twice"));
    expect(twice).toMatchObject({ line: 6, severity: "note" });
    expect(twice?.reason).toContain("system");
  });
});

describe("what is none", () => {
  test.each([
    [
      "a workflow",
      "name: build\non: [push]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n",
    ],
    ["a chart's values", "version: 1.2.3\nimage:\n  tag: latest\nenv: prod\n"],
    ["a page with front matter", "---\ntitle: Notes\nlayout: post\n---\n# Notes {{ site.name }}\n"],
    ["a notebook", "---\ncasebook: 1\ntitle: x\nsources:\n  - spans.jsonl\n---\n# Prompts\n"],
    ["prose", "Note: this is prose.\nVersion: none.\n"],
    [
      "results of promptfoo as YAML",
      "evalId: eval-1\nresults:\n  version: 3\n  prompts:\n    - {id: a, raw: b, label: c, provider: d}\nconfig:\n  prompts: [a]\n  providers: [b]\n",
    ],
    ["a data set", '{"system":"You are x.","question":"q","response":"r"}\n'],
    ["a data set with prompts and versions", '{"id":1,"prompt":"p","completion":"c","version":1}\n'],
    [
      "a trace with a prompt's version",
      '{"trace_id":"a","span_id":"b","prompt_version":"1","model":"m","timestamp":"2026-01-01T00:00:00Z"}\n',
    ],
    ["a package", JSON.stringify({ name: "a", version: "1.0.0", description: "x", scripts: {}, author: "y" }, null, 2)],
    [
      "JSON with something like it deep inside",
      JSON.stringify({ resource: { x: 1 }, spans: [{ attributes: { prompt_version: "1" } }] }, null, 2),
    ],
    ["settings", "model: gpt-4o\nconfig:\n  temperature: 0\n"],
  ])("%s", (_, text) => {
    expect(detected(text)).toBeNull();
    expect(deployment.detect(sampleOf(encode(text)))).toBeNull();
  });
});
