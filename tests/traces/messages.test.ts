import { expect, test } from "vitest";
import { parseMessages } from "../../src/traces/messages.ts";

/** The messages as "role name: [type label] text" lines. */
function lines(value: unknown): string[] | null {
  const messages = parseMessages(typeof value === "string" ? value : JSON.stringify(value));
  return (
    messages?.flatMap(({ role, name, parts }) =>
      (parts.length ? parts : [null]).map((part) => {
        const who = name ? `${role} ${name}` : role;
        if (!part) return `${who}:`;
        const what = part.type === "text" ? "" : `[${[part.type, part.label].filter(Boolean).join(" ")}] `;
        return `${who}: ${what}${part.text}`;
      }),
    ) ?? null
  );
}

test("OpenAI's chat messages, with tools", () => {
  expect(
    lines([
      { role: "system", content: "Be brief." },
      {
        role: "user",
        content: [
          { type: "text", text: "What is this?" },
          { type: "image_url", image_url: { url: "x" } },
        ],
      },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "1", function: { name: "look", arguments: '{"at":1}' } }],
      },
      { role: "tool", tool_call_id: "1", content: "a cat" },
    ]),
  ).toEqual([
    "system: Be brief.",
    "user: What is this?",
    'user: [other image_url] {\n  "type": "image_url",\n  "image_url": {\n    "url": "x"\n  }\n}',
    'assistant: [tool call look] {"at":1}',
    "tool: [tool result] a cat",
  ]);
});

test("a request and a response that hold messages", () => {
  expect(lines({ model: "m", messages: [{ role: "user", content: "hi" }] })).toEqual(["user: hi"]);
  expect(lines({ choices: [{ index: 0, message: { role: "assistant", content: "hello" } }] })).toEqual([
    "assistant: hello",
  ]);
});

test("Anthropic's blocks", () => {
  expect(
    lines([
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "Let me see." },
          { type: "text", text: "One moment." },
          { type: "tool_use", id: "t", name: "query", input: { sql: "select 1" } },
        ],
      },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: "1" }] },
    ]),
  ).toEqual([
    "assistant: [reasoning] Let me see.",
    "assistant: One moment.",
    'assistant: [tool call query] {\n  "sql": "select 1"\n}',
    "user: [tool result] 1",
  ]);
});

test("GenAI parts", () => {
  expect(
    lines([
      { role: "user", parts: [{ type: "text", content: "Weather?" }] },
      { role: "assistant", parts: [{ type: "tool_call", id: "c", name: "weather", arguments: { city: "Oslo" } }] },
      { role: "tool", parts: [{ type: "tool_call_response", id: "c", result: "rain" }] },
    ]),
  ).toEqual(["user: Weather?", 'assistant: [tool call weather] {\n  "city": "Oslo"\n}', "tool: [tool result] rain"]);
});

test("OpenInference's wrapped and dotted messages", () => {
  expect(lines([{ message: { role: "user", contents: [{ message_content: { type: "text", text: "hi" } }] } }])).toEqual(
    ["user: hi"],
  );
  expect(lines([{ "message.role": "user", "message.content": "hi" }])).toEqual(["user: hi"]);
  const called = { tool_call: { function: { name: "f", arguments: "{}" } } };
  expect(lines([{ message: { role: "assistant", tool_calls: [called] } }])).toEqual(["assistant: [tool call f] {}"]);
});

test("LangChain's messages, plain and serialised", () => {
  expect(
    lines([
      { type: "human", content: "hi" },
      { type: "ai", content: "hello" },
    ]),
  ).toEqual(["user: hi", "assistant: hello"]);
  const serialised = {
    lc: 1,
    type: "constructor",
    id: ["langchain", "schema", "HumanMessage"],
    kwargs: { content: "hi" },
  };
  expect(lines({ messages: [[serialised]] })).toEqual(["user: hi"]);
  const generation = { text: "hello", message: { lc: 1, id: ["x", "AIMessage"], kwargs: { content: "hello" } } };
  expect(lines({ generations: [[generation]] })).toEqual(["assistant: hello"]);
});

test("one message by itself, and a name beside the role", () => {
  expect(lines({ role: "assistant", content: "done" })).toEqual(["assistant: done"]);
  expect(lines([{ role: "tool", name: "schema.find", content: "" }])).toEqual(["tool schema.find:"]);
});

test.each([
  ["text", "select 1"],
  ["a number", "12"],
  ["broken JSON", '[{"role":"user"'],
  ["rows", '[{"region":"north","role":7}]'],
  ["an object without messages", '{"query":"revenue"}'],
  ["an empty list", "[]"],
  ["a list in which one is no message", '[{"role":"user","content":"hi"},{"x":1}]'],
  ["a user record", '{"type":"user","id":4}'],
  ["null", "null"],
])("%s is not a conversation", (_, text) => {
  expect(parseMessages(text)).toBeNull();
});

test("a call that names its tool in so many words, as Inspect writes it", () => {
  const message = {
    role: "assistant",
    content: "",
    tool_calls: [{ id: "c", function: "bash", arguments: { cmd: "ls" } }],
  };
  expect(parseMessages(JSON.stringify([message]))?.[0]?.parts).toEqual([
    { type: "tool call", label: "bash", text: '{\n  "cmd": "ls"\n}' },
  ]);
});
