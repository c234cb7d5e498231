import { createServer } from "node:http";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Gate } from "../../main/gate.ts";
import type { ModelRequest } from "../../src/host.ts";
import { type ChatBody, goodAnswer, OpenAiServer, type Reply } from "../support/openai-server.ts";

const key = "sk-secret-0123456789abcdef";
const open: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.stop()));
  vi.unstubAllEnvs();
});

async function serverOf(reply?: (nth: number) => Reply): Promise<OpenAiServer> {
  const server = await OpenAiServer.start((body, nth) => reply?.(nth) ?? goodAnswer(body));
  open.push(server);
  return server;
}

/** An address at which nobody listens any more. */
async function nobody(): Promise<string> {
  const server = await OpenAiServer.start();
  const { baseUrl } = server;
  await server.stop();
  return baseUrl;
}

function gateTo(baseUrl: string, secret: string | null = key): Gate {
  return new Gate({ find: async () => ({ baseUrl: new URL(baseUrl), key: secret }) });
}

const request: ModelRequest = {
  endpoint: "test",
  model: "judge-small",
  messages: [{ role: "user", content: "Say it." }],
  temperature: 0,
  seed: 7,
  maxTokens: 100,
  format: {
    name: "verdict",
    schema: { type: "object", properties: { tone: { properties: { score: { enum: [1, 2] } } } } },
  },
  timeoutMs: 5000,
  keep: null,
};

const failureOf = async (gate: Gate, change: Partial<ModelRequest> = {}) => {
  const reply = await gate.ask({ ...request, ...change }, "id");
  if ("answer" in reply) throw new Error("it was answered");
  return reply.failure;
};

describe("a call through the gate", () => {
  test("goes to the endpoint with model, temperature, seed and schema pinned, and brings answer and usage", async () => {
    const server = await serverOf();
    const reply = await gateTo(server.baseUrl).ask(request, "id");
    expect(reply).toMatchObject({
      answer: {
        finish: "stop",
        usage: { input: 100, output: 50, cached: 0 },
        model: "judge-small-2026-01-01",
        fingerprint: "fp_1",
      },
    });
    expect(server.asked[0]?.body).toMatchObject({
      model: "judge-small",
      temperature: 0,
      seed: 7,
      max_tokens: 100,
      response_format: { type: "json_schema", json_schema: { name: "verdict", strict: true } },
    });
  });

  test("tells the endpoint nothing but what it needs, whatever the environment says", async () => {
    vi.stubEnv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1");
    vi.stubEnv("OPENAI_ORG_ID", "org-leak");
    vi.stubEnv("OPENAI_CUSTOM_HEADERS", "X-Leak: yes");
    vi.stubEnv("OPENAI_LOG", "debug");
    const said = vi.spyOn(console, "debug").mockImplementation(() => undefined);
    const server = await serverOf();
    await gateTo(server.baseUrl).ask(request, "id");
    expect(Object.keys(server.asked[0]?.headers ?? {}).sort()).toEqual(
      expect.arrayContaining(["authorization", "content-type", "user-agent"]),
    );
    expect(JSON.stringify(server.asked[0]?.headers)).not.toMatch(/leak|stainless/i);
    expect(server.asked[0]?.headers.authorization).toBe(`Bearer ${key}`);
    expect(said).not.toHaveBeenCalled();
  });

  test("brings no key to an endpoint that has none", async () => {
    vi.stubEnv("OPENAI_API_KEY", "sk-from-the-environment");
    const server = await serverOf();
    await gateTo(server.baseUrl, null).ask(request, "id");
    expect(server.asked[0]?.headers.authorization).toBeUndefined();
  });

  test.each([
    [429, {}, { "retry-after": "7" }, { problem: "limit", retryAfterMs: 7000 }],
    [429, {}, { "retry-after-ms": "1500" }, { problem: "limit", retryAfterMs: 1500 }],
    [
      429,
      { error: { message: "no money", code: "insufficient_quota" } },
      {},
      { problem: "quota", message: "429 no money" },
    ],
    [500, {}, {}, { problem: "server", status: 500, mayBeCharged: false }],
    [503, {}, { "retry-after": "1" }, { problem: "server", retryAfterMs: 1000 }],
    [400, { error: { message: "bad schema" } }, {}, { problem: "request", message: "400 bad schema" }],
    [401, { error: { message: `wrong key ${key}` } }, {}, { problem: "key", message: "401 wrong key •••" }],
  ] as const)("tells of status %i", async (status, body, headers, expected) => {
    const server = await serverOf(() => ({ type: "status", status, body, headers }));
    expect(await failureOf(gateTo(server.baseUrl))).toMatchObject({ status, ...expected });
    expect(server.asked).toHaveLength(1);
  });

  test("reads Retry-After as a date too", async () => {
    const date = new Date(Date.now() + 90_000).toUTCString();
    const server = await serverOf(() => ({ type: "status", status: 429, headers: { "retry-after": date } }));
    const { retryAfterMs } = await failureOf(gateTo(server.baseUrl));
    expect(retryAfterMs).toBeGreaterThan(60_000);
    expect(retryAfterMs).toBeLessThanOrEqual(90_000);
  });

  test.each([
    ["drop", { problem: "network", message: "the endpoint dropped the connection", mayBeCharged: true }],
    ["half", { problem: "network", mayBeCharged: true }],
    ["text", { problem: "server", mayBeCharged: true }],
  ] as const)("tells of a connection that ends in %s", async (type, expected) => {
    const server = await serverOf(() => (type === "text" ? { type, text: '{"id": broken' } : { type }));
    expect(await failureOf(gateTo(server.baseUrl))).toMatchObject(expected);
  });

  test("gives up in time, is stopped, and knows that nothing was sent where nobody listens", async () => {
    const server = await serverOf(() => ({ type: "hang" }));
    const gate = gateTo(server.baseUrl);
    expect(await failureOf(gate, { timeoutMs: 1000 })).toMatchObject({ problem: "timeout", mayBeCharged: true });
    const asking = failureOf(gate);
    await vi.waitFor(() => expect(server.asked).toHaveLength(2), { timeout: 60_000 });
    gate.cancel("id");
    expect(await asking).toMatchObject({ problem: "cancelled", mayBeCharged: true });
    expect(await failureOf(gateTo(await nobody()))).toMatchObject({ problem: "network", mayBeCharged: false });
  });

  test("follows no redirect, not even with the key left out", async () => {
    const target = await serverOf();
    const server = createServer((_, response) =>
      response.writeHead(307, { Location: `${target.baseUrl}/chat/completions` }).end(),
    );
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    expect(await failureOf(gateTo(`http://127.0.0.1:${port}/v1`))).toMatchObject({ problem: "redirect" });
    expect(target.asked).toHaveLength(0);
    await new Promise((done) => server.close(done));
  });

  test("asks which models there are", async () => {
    const server = await serverOf();
    expect(await gateTo(server.baseUrl).models("test")).toEqual(["judge-large", "judge-small"]);
    await expect(gateTo(await nobody()).models("test")).rejects.toThrow(
      "test: nothing listens at the endpoint's address",
    );
  });
});

describe("what an endpoint does not take", () => {
  const refusing = (...rules: readonly (readonly [part: string, words: string])[]) =>
    serverWhere((body) => {
      const rule = rules.find(([part]) => part in body || JSON.stringify(body.response_format ?? "").includes(part));
      if (rule) return { type: "status", status: 400, body: { error: { message: rule[1] } } };
      return { type: "answer", content: "{}" };
    });

  async function serverWhere(reply: (body: ChatBody) => Reply): Promise<OpenAiServer> {
    const server = await OpenAiServer.start(reply);
    open.push(server);
    return server;
  }

  test.each([
    ["response_format", [["response_format", "response_format is not supported by this server"]], ["response_format"]],
    ["a schema", [["json_schema", "This model does not support response format `json_schema`"]], ["json_schema"]],
    ["a seed", [["seed", "seed: Extra inputs are not permitted"]], ["seed"]],
    ["a temperature", [["temperature", "Unsupported value: 'temperature' does not support 0"]], ["temperature"]],
    [
      "the old name of the limit",
      [["max_tokens", "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."]],
      [],
    ],
    [
      "several",
      [
        ["seed", "Unrecognized request argument supplied: seed"],
        ["response_format", "unknown field response_format"],
      ],
      ["response_format", "seed"],
    ],
  ] as const)("is left out and said with the answer: %s", async (_, rules, left) => {
    const server = await refusing(...rules);
    const gate = gateTo(server.baseUrl);
    expect(await gate.ask(request, "one")).toMatchObject({ answer: { text: "{}", left } });
    const asked = server.asked.length;
    expect(asked).toBeGreaterThan(1);
    // It is known from then on.
    expect(await gate.ask(request, "two")).toMatchObject({ answer: { left } });
    expect(server.asked).toHaveLength(asked + 1);
    const { body } = server.asked.at(-1)!;
    expect([body.max_tokens, body.max_completion_tokens]).toContain(100);
  });

  test("any other refusal is one, and a name that is refused both ways ends", async () => {
    const words = { error: { message: "the temperature of the prompt is too long: 9000 tokens" } };
    const other = await serverWhere(() => ({ type: "status", status: 400, body: words }));
    expect(await failureOf(gateTo(other.baseUrl))).toMatchObject({ problem: "request" });
    expect(other.asked).toHaveLength(1);
    const neither = await refusing(
      ["max_tokens", "max_tokens is not supported, use max_completion_tokens"],
      ["max_completion_tokens", "unknown argument max_completion_tokens"],
    );
    expect(await failureOf(gateTo(neither.baseUrl))).toMatchObject({ problem: "request" });
    expect(neither.asked).toHaveLength(2);
  });
});
