import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { clickAndWait } from "./latency.ts";
import { median, report, reportMemory } from "./report.ts";
import { type Dimension, dimension, inPython, peerWords } from "./statistics-peer.ts";
import { cellOf, freshPage, openFile, peakMemory } from "./window.ts";

const times = 3;
const items = 10_000;

const notebook = `---
casebook: 1
title: Judges
sources:
  - scores.csv
---

\`\`\`yaml cell=judges kind=calibration
judge: v2
compare: v1
chosen: all
\`\`\`
`;

/** Two versions of a judge beside three people, from a table of 250,000 scores: the first time and again. */
export async function calibratingJudges(): Promise<void> {
  const dimensions = Array.from({ length: 5 }, () => dimension(items));
  const page = await freshPage();
  const [first] = await Promise.all([drawnSinceImport(page), openFile(page, notebookOf(dimensions))]);
  const cell = cellOf(page, "calibration");
  await expect(cell.locator(".calibration-subjects tbody tr")).toHaveCount(dimensions.length);
  const again: number[] = [];
  const memory = await peakMemory(async () => {
    for (let run = 0; run < times; run++) again.push(await cell.locator(".gutter-run").evaluate(clickAndWait));
  });
  await page.close();
  const python = inPython(dimension(1000), dimensions);
  const name = `calibration of ${items.toLocaleString("en")} items × 5, 2 versions, 3 people, until drawn`;
  const peer = python?.summaryMs ?? null;
  const peerIs = `agreement alone: ${peerWords(python)}`;
  const target = { most: 5000, of: "ours" } as const;
  report({ name: `${name}, first`, unit: "ms", ours: first, peer, peerIs, target, n: 1 });
  reportMemory(`${name}: memory of the page's process`, memory);
  report({ name: `${name}, again`, unit: "ms", ours: median(again), peer, peerIs, target, n: times });
}

/** The notebook and its scores; they are made once and then stay in the temporary folder for the next run. */
function notebookOf(dimensions: readonly Dimension[]): string {
  const folder = join(tmpdir(), "casebook-bench", `judges-1-${items}`);
  const path = join(folder, "judges.casebook.md");
  if (existsSync(folder)) return path;
  const begun = `${folder}.${process.pid}`;
  mkdirSync(begun, { recursive: true });
  writeFileSync(join(begun, "judges.casebook.md"), notebook);
  writeFileSync(join(begun, "scores.csv"), scoresOf(dimensions));
  renameSync(begun, folder);
  return path;
}

/** As Casebook lets scores out. The older version of the judge is at times a point off the newer one. */
function scoresOf(dimensions: readonly Dimension[]): string {
  const lines = ["score_id,target_type,target_id,name,value_num,value_str,source,rater"];
  for (const [place, { judge, humans, words }] of dimensions.entries()) {
    const older = judge.map((score, item) => ((words[item] as number) % 3 ? score : Math.min(5, score + 1)));
    const raters = { v2: judge, v1: older, ana: humans[0], ben: humans[1], cy: humans[2] };
    for (const [rater, scores] of Object.entries(raters))
      for (const [item, score] of scores.entries()) {
        const source = /^v\d$/.test(rater) ? "judge" : "human";
        lines.push(`${place}-${rater}-${item},sample,item ${item},dimension ${place},${score},,${source},${rater}`);
      }
  }
  return `${lines.join("\n")}\n`;
}

/** Milliseconds from the import's end until the notebook's only cell is drawn. Opened so, it runs without a click. */
async function drawnSinceImport(page: Page): Promise<number> {
  const drawn = await page.waitForFunction(
    () => {
      const [read] = performance.getEntriesByName("casebook import");
      const done = document.querySelector(".gutter-run.is-done");
      return read && done && performance.now() - read.startTime - read.duration;
    },
    undefined,
    { polling: "raf" },
  );
  return Number(await drawn.jsonValue());
}
