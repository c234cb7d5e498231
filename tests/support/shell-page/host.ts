import type { Entry, PageHost } from "../../../src/host.ts";

export const notebookPath = "/home/user/incidents/agent.casebook.md";

const notebook = `---
casebook: 1
title: Analytics agent at four minutes
sources:
  - traces/agent-2026-04.otlp.jsonl
  - scores.csv
  - labels.jsonl
  - deployments.yaml
  - gone/older-exports.jsonl
cohorts:
  reference: {from: 2026-04-01, to: 2026-04-14}
  current: {from: 2026-04-21, to: 2026-04-27}
---
# What users saw

Since 20 April the agent's slowest one in twenty requests takes four minutes. The model's steps have not changed.

## The slow step

\`\`\`yaml cell=where_time_goes kind=latency
by: name
\`\`\`

## Since when

\`\`\`sql cell=slow_steps
select name, quantile_cont(duration_ms, 0.95) as p95_ms
from spans where cohort = 'current' group by name order by p95_ms desc
\`\`\`

## Can we trust the judge?
`;

/** A host whose files are made up: for looking at the window without a computer behind it. */
export function memoryHost(): PageHost {
  const files = new Map([[notebookPath, notebook]]);
  const entry = (path: string, isFolder: boolean, size: number, day: number): Entry => ({
    path,
    name: path.split("/").at(-1) ?? path,
    isFolder,
    size,
    modified: Date.UTC(2026, 3, day, 9, 41),
  });
  const top = "/home/user/incidents";
  const entries = [
    entry(`${top}/traces`, true, 0, 27),
    entry(`${top}/older incidents`, true, 0, 2),
    entry(`${top}/.cache`, true, 0, 2),
    entry(notebookPath, false, 3120, 28),
    ...Array.from({ length: 28 }, (_, day) =>
      entry(
        `${top}/traces-2026-04-${String(day + 1).padStart(2, "0")}.otlp.jsonl`,
        false,
        41_200_000 + day * 1_731_313,
        day + 1,
      ),
    ),
    entry(`${top}/scores.csv`, false, 48_210, 27),
    entry(`${top}/deployments.yaml`, false, 812, 27),
  ];
  const recent = [
    { path: notebookPath, title: "Analytics agent at four minutes" },
    {
      path: "/home/user/reviews/2026/a folder with a rather long name/judge.casebook.md",
      title: "Faithfulness judge, second round",
    },
  ];
  return {
    kind: "web",
    dialogs: null,
    fileUrl: (path) => `about:blank#${path}`,
    writeBytes: async () => undefined,
    pathOf: () => null,
    onCommand: () => () => undefined,
    start: async () => ({ paths: [], folder: top, samples: "/samples", version: "0.1.0" }),
    stat: async (path) => (files.has(path) ? entry(path, false, 100, 1) : null),
    list: async (path) => {
      if (path === top || path === `${top}/`) return { path: top, parent: "/home/user", entries };
      if (path.startsWith(top) || !path.startsWith("/home"))
        throw new Error(`${path}: could not be read: permission denied`);
      return { path, parent: path === "/home" ? "/" : "/home", entries: [entry(`${path}/incidents`, true, 0, 28)] };
    },
    walk: async () => [],
    find: async () => [],
    readText: async (path) => {
      const text = files.get(path);
      if (text === undefined) throw new Error(`${path}: there is no such file`);
      return text;
    },
    writeText: async (path, text) => void files.set(path, text),
    recent: async () => recent,
    remember: async () => undefined,
    resolve: async (folder, path) => (path.startsWith("/") ? path : `${folder}/${path}`),
    relative: async (folder, path) => path.replace(`${folder}/`, ""),
    isTrusted: async () => true,
    trust: async () => undefined,
    recoveries: async () => [],
    keepRecovery: async () => undefined,
    dropRecovery: async () => undefined,
    readLines: async () => [],
    appendLines: async () => undefined,
    copyFile: async () => "missing" as const,
    endpoints: async () => [],
    setEndpoint: async () => undefined,
    removeEndpoint: async () => undefined,
    endpointModels: async () => [],
    askModel: () => Promise.reject(new Error("there are no models here")),
    cancelAsk: async () => undefined,
    readResult: async () => null,
    keepResult: async () => undefined,
    keptImports: async () => null,
    trimKeptImports: async () => undefined,
    clearKeptImports: async () => 0,
  };
}
