import type { SomeSpan } from "../../support/spans.ts";

/** One step of a made-up trace. Steps follow each other, 100 ms apart, unless they say when they begin. */
export interface Step {
  readonly name: string;
  readonly kind?: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly failed?: boolean;
  /** Milliseconds after the trace's start. */
  readonly at?: number;
  readonly ms?: number;
  /** The name of the agent or chain that it is below; the root unless told. */
  readonly below?: string;
}

/** A trace, and how often it loops in the eyes of a person. */
export interface Labelled {
  readonly about: string;
  /** Rounds of each loop, in the order of their starts; none where there is no loop. */
  readonly rounds: readonly number[];
  readonly steps: readonly Step[];
}

const text = (value: unknown) =>
  value === undefined || value === null ? null : typeof value === "string" ? value : JSON.stringify(value);

/** The spans of a labelled trace: a root agent and the steps below it. */
export function spansOf({ steps }: Labelled, id: string): SomeSpan[] {
  const begin = 1_775_001_600_000_000_000n;
  const ns = (ms: number) => begin + BigInt(Math.round(ms * 1e6));
  let clock = 0;
  const places = new Map<string, string>();
  const spans = steps.map((step, index): SomeSpan => {
    const at = step.at ?? clock + 100;
    const end = at + (step.ms ?? 100);
    clock = step.ms === undefined || step.kind !== "AGENT" ? end : at;
    const span_id = `${id}-${index}`;
    if (step.kind === "AGENT" || step.kind === "CHAIN") places.set(step.name, span_id);
    return {
      ...{ trace_id: id, span_id, name: step.name, kind: step.kind ?? "TOOL", start_ns: ns(at), end_ns: ns(end) },
      parent_span_id: (step.below && places.get(step.below)) || `${id}-root`,
      status: step.failed ? "ERROR" : "OK",
      input: text(step.input),
      output: text(step.output),
    };
  });
  const last = Math.max(...steps.map((_, index) => Number((spans[index]?.end_ns ?? 0n) - begin)), 1);
  const root = { trace_id: id, span_id: `${id}-root`, name: "agent", kind: "AGENT", status: "OK" };
  return [{ ...root, start_ns: begin, end_ns: begin + BigInt(last) + 1_000_000n }, ...spans];
}

const times = (count: number, make: (round: number) => readonly Step[]): Step[] =>
  Array.from({ length: count }, (_, round) => make(round)).flat();
const tool = (name: string, input: unknown, output: unknown, rest: Partial<Step> = {}): Step => ({
  ...{ name, input, output },
  ...rest,
});
const think = (output = "Let me look again.", rest: Partial<Step> = {}): Step => ({
  ...{ name: "think", kind: "LLM", input: "what next?", output },
  ...rest,
});
const nothing = { rows: [] };
const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, k) => ({ id: from + k, name: `n${from + k}` }));
const banner = "We value your privacy. Accept all cookies, or choose which of them you accept, before you go on.";

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

const errors: readonly Labelled[] = [
  {
    about: "a retry after an error",
    rounds: [],
    steps: [tool("search", { q: "x" }, null, { failed: true }), tool("search", { q: "x" }, rows(0, 4))],
  },
  {
    about: "five retries, then success",
    rounds: [],
    steps: [
      ...times(5, () => [tool("search", { q: "x" }, null, { failed: true })]),
      tool("search", { q: "x" }, "found it"),
    ],
  },
  {
    about: "retries that never succeed",
    rounds: [],
    steps: times(6, () => [tool("search", { q: "x" }, "429", { failed: true })]),
  },
  {
    about: "an error and the next try in turn",
    rounds: [],
    steps: [false, true, false].map((ok) => tool("search", { q: "x" }, ok ? "no" : null, { failed: !ok })),
  },
  {
    about: "amended SQL after an error",
    rounds: [],
    steps: [
      tool("warehouse.query", { sql: "select a fro t" }, null, { failed: true }),
      tool("warehouse.query", { sql: "select a from t" }, rows(0, 3)),
    ],
  },
];

const pages: readonly Labelled[] = [
  {
    about: "pages by number",
    rounds: [],
    steps: times(5, (n) => [tool("search", { q: "x", page: n }, rows(n * 10, n * 10 + 10))]),
  },
  {
    about: "pages by offset that are alike",
    rounds: [],
    steps: times(4, (n) => [tool("list", { offset: n * 10 }, rows(0, 10))]),
  },
  { about: "pages by cursor", rounds: [], steps: times(3, (n) => [tool("list", { cursor: `c${n}` }, nothing)]) },
  {
    about: "pages in SQL",
    rounds: [],
    steps: times(3, (n) => [tool("warehouse.query", { sql: `select a from t limit 10 offset ${n * 10}` }, nothing)]),
  },
  {
    about: "next page by a call without arguments",
    rounds: [],
    steps: times(4, () => [tool("next_page", {}, "page")]),
  },
];

const polls: readonly Labelled[] = [
  {
    about: "a job that gets on",
    rounds: [],
    steps: [10, 40, 80, 100].map((percent) => tool("get_job", { id: 7 }, { state: "running", percent })),
  },
  {
    about: "a job from state to state",
    rounds: [],
    steps: ["queued", "running", "done"].map((state) => tool("get_job", { id: 7 }, { state })),
  },
  {
    about: "a log that grows",
    rounds: [],
    steps: times(4, (n) => [tool("tail_log", { f: "a" }, rows(0, 2 ** (n + 1)))]),
  },
  {
    about: "a short text with another number",
    rounds: [],
    steps: [1, 2, 3].map((n) => tool("get_progress", { id: 1 }, `Step ${n} of 3 is done.`)),
  },
  { about: "an inbox that fills", rounds: [], steps: times(3, (n) => [tool("get_inbox", {}, rows(0, 3 * (n + 1)))]) },
  {
    about: "rates that move",
    rounds: [],
    steps: [1.01, 1.02, 1.03].map((rate) => tool("get_rate", { pair: "EURUSD" }, { rate })),
  },
];

const changes: readonly Labelled[] = [
  {
    about: "tests after each edit",
    rounds: [],
    steps: times(4, (n) => [tool("run_tests", { suite: "a" }, "1 failed: adds"), tool("edit_file", { n }, "ok")]),
  },
  {
    about: "a query after an insert",
    rounds: [],
    steps: times(3, (n) => [
      tool("warehouse.query", { sql: "select count(*) from t" }, [{ n: 0 }]),
      tool("warehouse.query", { sql: `insert into t values (${n})` }, "1 row"),
    ]),
  },
  {
    about: "a list after each deletion",
    rounds: [],
    steps: times(3, (n) => [tool("list_files", {}, "a b c d"), tool("deleteFile", { n }, "ok")]),
  },
  {
    about: "a page read again after another was read",
    rounds: [],
    steps: [
      tool("read.page", { u: 1 }, banner),
      tool("read.page", { u: 2 }, "quite another page"),
      tool("read.page", { u: 1 }, banner),
    ],
  },
  {
    about: "a file looked up now and then while others are read",
    rounds: [],
    steps: times(4, (n) => [
      tool("read_file", { f: "index" }, "a b c d e"),
      tool("read_file", { f: n }, `content of file ${n}`),
    ]),
  },
  {
    about: "a screen looked at after each click",
    rounds: [],
    steps: times(3, () => [tool("screenshot", {}, "the same screen"), tool("click", { x: 1, y: 2 }, "ok")]),
  },
  {
    about: "an agent below that changes something between",
    rounds: [],
    steps: [
      tool("get_status", {}, "two open tickets"),
      { name: "clerk", kind: "AGENT", ms: 300 },
      tool("update_ticket", { id: 1 }, "ok", { below: "clerk" }),
      tool("get_status", {}, "two open tickets", { at: 900 }),
    ],
  },
];

const acts: readonly Labelled[] = [
  { about: "a key pressed five times", rounds: [], steps: times(5, () => [tool("press_key", { key: "Down" }, "ok")]) },
  { about: "scrolling down", rounds: [], steps: times(4, () => [tool("scroll", { by: 300 }, "ok")]) },
  { about: "a pause between steps", rounds: [], steps: times(3, () => [tool("sleep", { seconds: 1 }, "ok")]) },
  { about: "lines added to a file", rounds: [], steps: times(3, () => [tool("append_line", { text: "-" }, "ok")]) },
  {
    about: "several drafts of one prompt",
    rounds: [],
    steps: times(3, () => [tool("generate_image", { prompt: "a boat" }, "image")]),
  },
  {
    about: "a row inserted three times",
    rounds: [],
    steps: times(3, () => [tool("warehouse.query", { sql: "insert into t values (1)" }, "1 row")]),
  },
];

const others: readonly Labelled[] = [
  { about: "one call", rounds: [], steps: [tool("search", { q: "x" }, rows(0, 3))] },
  { about: "other arguments each time", rounds: [], steps: times(6, (n) => [tool("search", { q: `x${n}` }, nothing)]) },
  {
    about: "arguments that differ in the thing asked for",
    rounds: [],
    steps: times(4, (n) => [tool("get_user", { user_id: n }, "not found")]),
  },
  {
    about: "days one after another",
    rounds: [],
    steps: times(4, (n) => [tool("get_weather", { date: `2026-04-0${n + 1}` }, "sunny")]),
  },
  {
    about: "SQL that differs inside quotes",
    rounds: [],
    steps: ["A", "a"].map((v) => tool("warehouse.query", { sql: `select x from t where v = '${v}'` }, nothing)),
  },
  {
    about: "the same call beside itself",
    rounds: [],
    steps: times(3, () => [tool("search", { q: "x" }, "no", { at: 100 })]),
  },
  {
    about: "two agents side by side that ask the same",
    rounds: [],
    steps: [
      { name: "left", kind: "AGENT", at: 0, ms: 1000 },
      tool("search", { q: "x" }, "no", { at: 100, below: "left" }),
      { name: "right", kind: "AGENT", at: 0, ms: 1000 },
      tool("search", { q: "x" }, "no", { at: 400, below: "right" }),
    ],
  },
  { about: "arguments that were not recorded", rounds: [], steps: times(5, () => [tool("secret", null, "no")]) },
  { about: "results that are never recorded", rounds: [], steps: times(5, () => [tool("silent", { q: "x" }, null)]) },
  {
    about: "an ordinary agent: think, act, think, act",
    rounds: [],
    steps: times(6, (n) => [
      think(`Next I look at ${n}, since ${n - 1} was not it.`),
      tool("search", { q: n }, `hit ${n}`),
    ]),
  },
  {
    about: "an ordinary pair of steps on new content",
    rounds: [],
    steps: times(4, (n) => [
      {
        name: "draft",
        kind: "LLM",
        input: `${n}`,
        output: `Chapter ${n} is about something else entirely, number ${n}.`,
      },
      {
        name: "critique",
        kind: "LLM",
        input: `${n}`,
        output: `In chapter ${n} the sources ${n} and ${n + 9} are missing.`,
      },
    ]),
  },
  {
    about: "a cache asked before each use, each for another key",
    rounds: [],
    steps: times(4, (n) => [tool("cache_get", { k: n }, null), tool("fetch", { u: n }, `page ${n}`)]),
  },
  {
    about: "the same question with a fresh answer",
    rounds: [],
    steps: [tool("search", { q: "x" }, rows(0, 10)), tool("search", { q: "x" }, rows(20, 30))],
  },
  {
    about: "steps without results that come round",
    rounds: [],
    steps: times(4, () => [
      { name: "select", kind: "CHAIN", input: "a" },
      { name: "act", kind: "CHAIN", input: "b" },
    ]),
  },
];

export const labelled: readonly Labelled[] = [
  ...sameCall,
  ...cycles,
  ...errors,
  ...pages,
  ...polls,
  ...changes,
  ...acts,
  ...others,
];
