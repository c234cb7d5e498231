import { banner, type Labelled, nothing, rows, think, times, tool } from "./made-up-traces.ts";

const sameCall: readonly Labelled[] = [
  {
    about: "the same call three times in a row",
    rounds: [3],
    steps: times(3, () => [tool("search", { q: "x" }, nothing)]),
  },
  { about: "twice is enough", rounds: [2], steps: times(2, () => [tool("search", { q: "x" }, nothing)]) },
  { about: "nine times", rounds: [9], steps: times(9, () => [tool("search", { q: "x" }, nothing)]) },
  {
    about: "with a model call between",
    rounds: [4],
    steps: times(4, () => [tool("search", { q: "x" }, nothing), think()]),
  },
  {
    about: "with a model call between that words it otherwise each time",
    rounds: [3],
    steps: times(3, (n) => [
      think(`Attempt ${n}: maybe the index was not ready at ${n} o'clock.`),
      tool("search", { q: "x" }, nothing),
    ]),
  },
  {
    about: "keys in another order",
    rounds: [2],
    steps: [tool("search", '{"q":"x","limit":5}', "no"), tool("search", '{"limit":5,"q":"x"}', "no")],
  },
  {
    about: "other white space in the JSON",
    rounds: [2],
    steps: [tool("search", '{"q": "x"}', "no"), tool("search", '{\n  "q":"x"\n}', "no")],
  },
  {
    about: "arguments as JSON inside JSON",
    rounds: [2],
    steps: [
      tool("search", { arguments: '{"q":"x","n":1}' }, "no"),
      tool("search", { arguments: '{"n": 1, "q": "x"}' }, "no"),
    ],
  },
  {
    about: "SQL with its words in another case and other line breaks",
    rounds: [3],
    steps: [
      tool("warehouse.query", { sql: "SELECT a FROM t WHERE b = 'X'" }, nothing),
      tool("warehouse.query", { sql: "select a\nfrom t\nwhere b = 'X';" }, nothing),
      tool("warehouse.query", { sql: "select a from t -- once more\nwhere b='X'" }, nothing),
    ],
  },
  {
    about: "ids of the call that differ",
    rounds: [2],
    steps: [
      tool("search", { q: "x", tool_call_id: "call_1", timestamp: "2026-04-01T10:00:00Z" }, "no"),
      tool("search", { q: "x", tool_call_id: "call_2", timestamp: "2026-04-01T10:00:09Z" }, "no"),
    ],
  },
  {
    about: "text with other spaces",
    rounds: [2],
    steps: [tool("search", "find  x", "no"), tool("search", " find x ", "no")],
  },
  {
    about: "no result at all, where others of the tool have one",
    rounds: [2],
    steps: [...times(2, () => [tool("lookup", { q: "x" }, null)]), tool("lookup", { q: "y" }, "found")],
  },
  {
    about: "empty in different spellings",
    rounds: [4],
    steps: ["[]", "", "{}", '{"rows":[]}'].map((out) => tool("lookup", { q: "e" }, out)),
  },
  {
    about: "results that differ in their ids and times alone",
    rounds: [2],
    steps: [
      tool("search", { q: "x" }, { request_id: "a", took_ms: 4, hits: rows(0, 5) }),
      tool("search", { q: "x" }, { request_id: "b", took_ms: 9, hits: rows(0, 5) }),
    ],
  },
  {
    about: "rows of which one is new",
    rounds: [2],
    steps: [tool("search", { q: "x" }, rows(0, 20)), tool("search", { q: "x" }, rows(0, 21))],
  },
  {
    about: "a long text in which a few words differ",
    rounds: [2],
    steps: [0, 1].map((n) => tool("read.page", { url: "u" }, `${banner} ${banner.toUpperCase()} ${banner} page ${n}`)),
  },
  {
    about: "a loop that the last call ends with a result",
    rounds: [3],
    steps: [...times(3, () => [tool("search", { q: "x" }, nothing)]), tool("search", { q: "x" }, rows(0, 8))],
  },
  {
    about: "the same nothing after a retry that was none of it",
    rounds: [3],
    steps: [tool("search", { q: "x" }, null, { failed: true }), ...times(3, () => [tool("search", { q: "x" }, "no")])],
  },
  {
    about: "two loops after each other",
    rounds: [2, 3],
    steps: [
      ...times(2, () => [tool("search", { q: "x" }, "no")]),
      ...times(3, () => [tool("fetch", { u: 1 }, "empty page")]),
    ],
  },
  {
    about: "two loops of one call, a changed file between",
    rounds: [2, 2],
    steps: [
      ...times(2, () => [tool("run_tests", { suite: "a" }, "1 failed: adds")]),
      tool("edit_file", { path: "a", text: "b" }, "ok"),
      ...times(2, () => [tool("run_tests", { suite: "a" }, "1 failed: adds")]),
    ],
  },
  {
    about: "a change that failed changes nothing",
    rounds: [2],
    steps: [
      tool("read_file", { path: "a" }, "one two three"),
      tool("edit_file", { path: "a", text: "b" }, null, { failed: true }),
      tool("read_file", { path: "a" }, "one two three"),
    ],
  },
  {
    about: "calls below chains of one agent",
    rounds: [3],
    steps: times(3, (n) => [
      { name: `turn ${n}`, kind: "CHAIN", ms: 250 },
      tool("search", { q: "x" }, nothing, { below: `turn ${n}` }),
    ]),
  },
  {
    about: "a retriever asked the same",
    rounds: [3],
    steps: times(3, () => [tool("vector search", "how to x", "no documents", { kind: "RETRIEVER" })]),
  },
  {
    about: "the same state set again and again",
    rounds: [4],
    steps: times(4, () => [tool("set_status", { id: 1, to: "open" }, "no such ticket")]),
  },
  {
    about: "polling that stands still",
    rounds: [5],
    steps: times(5, () => [tool("get_job", { id: 7 }, { state: "queued" })]),
  },
  { about: "no arguments, recorded as such", rounds: [3], steps: times(3, () => [tool("list_files", {}, ["a", "b"])]) },
];

const cycles: readonly Labelled[] = [
  {
    about: "two tools in turn, each time the same",
    rounds: [3],
    steps: times(3, () => [
      tool("list_dir", { d: "/" }, "a b c d"),
      tool("read_file", { f: "a" }, "nothing in it at all"),
    ]),
  },
  {
    about: "three tools in turn with model calls between",
    rounds: [3],
    steps: times(3, () => [
      tool("search", { q: "x" }, "no hits here"),
      think(),
      tool("fetch", { u: "y" }, "page not ready yet"),
      tool("grep", { p: "z" }, "no match at all"),
    ]),
  },
  {
    about: "agents that hand over to each other and say the same",
    rounds: [3],
    steps: times(3, () => [
      { name: "planner", kind: "AGENT", input: "p", output: "ask the researcher for sources", ms: 100 },
      { name: "researcher", kind: "AGENT", input: "r", output: "ask the planner for a plan first", ms: 100 },
    ]).map((step, index) => ({ ...step, at: 100 + index * 200 })),
  },
  {
    about: "write, criticise, revise, and nothing changes",
    rounds: [3],
    steps: times(3, (n) => [
      {
        name: "draft",
        kind: "LLM",
        input: `version ${n}`,
        output: "The market grows in every country that was looked at.",
      },
      { name: "critique", kind: "LLM", input: `version ${n}`, output: "The first sentence needs a source." },
      {
        name: "revise",
        kind: "LLM",
        input: `version ${n}`,
        output: "The market grows in every country that was looked at.",
      },
    ]),
  },
  {
    about: "twice round two chains",
    rounds: [2],
    steps: times(2, () => [
      { name: "collect", kind: "CHAIN", input: "x", output: "three notes on the matter" },
      { name: "check", kind: "CHAIN", input: "y", output: "the notes do not suffice yet" },
    ]),
  },
];

/** Traces in which a person sees loops. */
export const looping: readonly Labelled[] = [...sameCall, ...cycles];
