import { describe, expect, test } from "vitest";
import { prompt } from "../../src/importers/deployments/prompt.ts";
import { importWith, sampleOf } from "../support/importing.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const detected = (content: Uint8Array | string) =>
  prompt.detect(sampleOf(typeof content === "string" ? encode(content) : content));
const utc = (text: string) => BigInt(Date.parse(text)) * 1_000_000n;
const configOf = (config: string | null | undefined): unknown => JSON.parse(config ?? "null");
const reasons = (imported: { issues: readonly { reason: string }[] }) => imported.issues.map(({ reason }) => reason);

describe("registries", () => {
  const langfuse = {
    id: "3f2a",
    createdAt: "2026-05-01T08:30:00.250Z",
    updatedAt: "2026-05-02T08:30:00.250Z",
    createdBy: "rater-1",
    prompt: [
      { role: "system", content: "Be brief." },
      { type: "placeholder", name: "history" },
    ],
    name: "support",
    version: 12,
    type: "chat",
    config: { model: "gpt-4o", temperature: 0 },
    tags: ["support"],
    labels: ["production", "latest"],
    commitMessage: "shorter",
  };

  test.each([
    ["one prompt", JSON.stringify(langfuse)],
    ["one prompt, pretty-printed", JSON.stringify(langfuse, null, 2)],
    ["a list of the API", JSON.stringify({ data: [langfuse], meta: { page: 1, totalItems: 1 } })],
    ["JSON Lines", `${JSON.stringify(langfuse)}\n`],
  ])("Langfuse: %s", async (_, text) => {
    expect(detected(text)).toBe("a prompt of Langfuse: name, version, prompt");
    const imported = await importWith(prompt, text);
    expect(imported.deployments).toEqual([
      {
        time_ns: utc("2026-05-01T08:30:00.250Z"),
        kind: "prompt",
        name: "support",
        version: "12",
        author: "rater-1",
        changelog: "shorter",
        env: "production",
        config: expect.any(String),
      },
    ]);
    expect(configOf(imported.deployments[0]?.config)).toMatchObject(langfuse);
    expect([imported.records, imported.issues]).toEqual([1, []]);
  });

  test("Langfuse's list of names has the last version and when it changed", async () => {
    const entry = {
      name: "support",
      versions: [1, 2, 3],
      labels: ["production"],
      tags: [],
      lastUpdatedAt: "2026-05-02T08:30:00Z",
      lastConfig: {},
    };
    const text = JSON.stringify({ data: [entry], meta: {} });
    expect(detected(text)).toContain("Langfuse's list of prompts");
    const { deployments, records } = await importWith(prompt, text);
    expect(deployments).toMatchObject([
      { name: "support", version: "3", env: "production", time_ns: utc("2026-05-02T08:30:00Z") },
    ]);
    expect(records).toBe(1);
  });

  test("a prompt without a time is kept without one, and that is said", async () => {
    const { createdAt, updatedAt, ...rest } = langfuse;
    const imported = await importWith(prompt, JSON.stringify(rest));
    expect(imported.deployments).toMatchObject([{ time_ns: null, version: "12" }]);
    expect(reasons(imported)).toEqual(["records that state no time, kept without one: 1"]);
  });

  test.each([
    [
      "versions as objects",
      {
        name: "qa",
        version: 3,
        template: "Answer {{q}}",
        commit_message: "kinder",
        creation_timestamp: 1776000000123,
        tags: { team: "a" },
        aliases: ["production"],
        user_id: "rater-1",
      },
    ],
    [
      "the REST answer with tags",
      {
        model_versions: [
          {
            name: "qa",
            version: "3",
            creation_timestamp: "1776000000123",
            run_id: "",
            description: "kinder",
            user_id: "rater-1",
            tags: [
              { key: "mlflow.prompt.is_prompt", value: "true" },
              { key: "mlflow.prompt.text", value: "Answer {{q}}" },
            ],
            aliases: ["production"],
          },
        ],
      },
    ],
    [
      "the Unity Catalog answer",
      {
        prompt_versions: [
          {
            name: "qa",
            version: "3",
            template: '"Answer {{q}}"',
            description: "kinder",
            creation_timestamp: "2026-04-12T13:20:00.123Z",
            created_by: "rater-1",
            aliases: [{ alias: "production", version: "3" }],
          },
        ],
      },
    ],
  ])("MLflow: %s", async (_, value) => {
    const text = JSON.stringify(value);
    expect(detected(text)).not.toBeNull();
    const imported = await importWith(prompt, text);
    expect(imported.deployments).toMatchObject([
      {
        kind: "prompt",
        name: "qa",
        version: "3",
        changelog: "kinder",
        author: "rater-1",
        env: "production",
        time_ns: 1776000000123000000n,
      },
    ]);
    expect(imported.deployments[0]?.config).toContain("Answer {{q}}");
    expect([imported.records, imported.issues]).toEqual([1, []]);
  });

  test("promptfoo in its short forms", async () => {
    const text = `prompts: [file://prompts/a.txt, "Answer {{q}}"]\nproviders:\n  - openai:gpt-4o\n  - anthropic:messages:claude-sonnet-4-5: {config: {temperature: 0}}\ntests: file://tests.csv\n`;
    expect(detected(text)).toContain("promptfoo");
    const { deployments } = await importWith(prompt, text);
    expect(deployments.map(({ kind, name, version }) => [kind, name, version])).toEqual([
      ["prompt", "file://prompts/a.txt", null],
      ["prompt", "prompt 2", null],
      ["model", "openai:gpt-4o", "openai:gpt-4o"],
      ["model", "anthropic:messages:claude-sonnet-4-5", "anthropic:messages:claude-sonnet-4-5"],
      ["config", "test", null],
    ]);
    expect(configOf(deployments[3]?.config)).toEqual({
      id: "anthropic:messages:claude-sonnet-4-5",
      config: { temperature: 0 },
    });
  });

  test("a Prompty file", async () => {
    const text = `---\nname: Basic\nversion: 1.10\nauthors: [rater-1, rater-2]\nmodel:\n  api: chat\nsample:\n  question: why\n---\nsystem:\nBe brief.\nuser:\n{{question}}\n`;
    expect(detected(text)).not.toBeNull();
    const { deployments } = await importWith(prompt, text);
    expect(deployments).toMatchObject([{ name: "Basic", version: "1.10", author: "rater-1, rater-2" }]);
  });
});

test("versions that are bare numbers keep their digits, in chunks of any size, and nothing inside a text is touched", async () => {
  const text = `{"data": [{"name": "é", "version": 1.10, "template": "say \\"version\\": 1.20, {\\"a_version\\": 1.30}", "config": {"modelVersion" : 2.0, "conversion": 0.50}}], "meta": {}}`;
  for (const chunk of [1, 2, 3, 50, 65_536]) {
    const { deployments } = await importWith(prompt, text, { chunk });
    expect(deployments).toMatchObject([{ name: "é", version: "1.10" }]);
    expect(configOf(deployments[0]?.config)).toMatchObject({
      template: 'say "version": 1.20, {"a_version": 1.30}',
      config: { modelVersion: "2.0" },
    });
  }
});

test("a registry of many prompts is read record by record", async () => {
  const one = { name: "a", version: 1, prompt: "x", labels: [], createdAt: "2026-05-01T00:00:00Z" };
  const imported = await importWith(prompt, JSON.stringify({ data: Array(20_000).fill(one), meta: {} }));
  expect([imported.records, imported.deployments.length, imported.issues]).toEqual([20_000, 20_000, []]);
  expect(imported.drains).toBeGreaterThan(10);
});
