import { banner, type Labelled, nothing, rows, think, times, tool } from "./made-up-traces.ts";

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

/** Traces in which a person sees repetition and no loop. */
export const clean: readonly Labelled[] = [...errors, ...pages, ...polls, ...changes, ...acts, ...others];
