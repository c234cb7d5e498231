/** The made-up research desk behind the sample: what it is asked, and who works there. Times start on 4 May 2026 UTC. */

export const epoch = 1_777_852_800_000_000_000n;

export const second = 1_000_000;
export const day = 86_400 * second;

/** Days of May from the 4th on: the desk works on the 4th to the 10th as before, and from the 12th on as after. */
export const weeks = [
  { file: "2026-05-04", first: 0, agents: 3, refusals: [0.04, 0.04] },
  { file: "2026-05-12", first: 8, agents: 6, refusals: [0.6, 0.48] },
];

export const briefsPerDay = 4;

export const services = {
  desk: {
    resource: { "service.name": "research-desk", "service.version": "2.8.0" },
    scope: { name: "openinference.instrumentation", version: "0.1.38" },
  },
  worker: {
    resource: { "service.name": "web-worker", "service.version": "1.12.4" },
    scope: { name: "openinference.instrumentation", version: "0.1.38" },
  },
  "old-worker": {
    resource: { "service.name": "web-worker", "service.version": "1.9.0" },
    scope: { name: "web-worker.tracing", version: "1.9.0" },
  },
};

export const models = {
  large: { name: "claude-sonnet-4-5-20250929", prices: [3, 15] },
  small: { name: "gpt-4.1-mini-2025-04-14", prices: [0.4, 1.6] },
};

/** Median seconds of each step, and its spread (sigma of the logarithm). */
export const times = {
  "plan research": [3.1, 0.25],
  dispatch: [0.02, 0.2],
  "plan queries": [1.4, 0.25],
  "search.web": [0.9, 0.3],
  refused: [0.12, 0.3],
  "read.page": [1.3, 0.35],
  "decide next": [1.1, 0.25],
  summarise: [2.6, 0.25],
  "archive.search": [0.7, 0.3],
  "index.status": [0.15, 0.2],
  "merge findings": [4.2, 0.25],
  "write report": [6.5, 0.25],
  critique: [2.4, 0.25],
};

export const topics = [
  "heat pumps in old houses",
  "night trains across borders",
  "sodium batteries for buses",
  "rewetting of drained bogs",
  "robots in orchards",
  "tidal power in narrow straits",
  "timber towers",
  "desalination by sunlight",
];

export const aspects = ["costs", "law", "makers", "pilots", "risks", "outlook"];

/** Which agents of which briefs (counted over a week) are given the same page again and again, and how often. */
export const stuckReaders = [
  new Map([
    ["5/1", 3],
    ["17/2", 4],
  ]),
  new Map([
    ["2/4", 3],
    ["9/1", 5],
    ["14/3", 6],
    ["20/5", 4],
    ["26/0", 3],
  ]),
];

/** Which briefs of a week go round between report and critique, and how often. */
export const circlingBriefs = [
  new Map(),
  new Map([
    [6, 4],
    [15, 3],
    [23, 4],
  ]),
];
