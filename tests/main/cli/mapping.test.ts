import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it, vi } from "vitest";
import { testFolder } from "../../support/folder.ts";

vi.setConfig({ testTimeout: 240_000 });
const top = testFolder();

function run(name: string, map: string) {
  writeFileSync(join(top, "labels.csv"), "item,who,marks\na,rater-1,3\nb,rater-2,5\n");
  const cell = "```sql cell=q\nselect target_id, name, value_num, rater, source from scores order by 1\n```\n";
  writeFileSync(join(top, name), `---\ntitle: Labels\nsources:\n  - path: labels.csv\n    map: ${map}\n---\n\n${cell}`);
  const args = [resolve("tools", "casebook.mjs"), "run", name, "--json", "-"];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: top, encoding: "utf8" });
  return { status, result: JSON.parse(stdout) };
}

it("reads a table by what its notebook says of the columns", () => {
  const { status, result } = run(
    "good.casebook.md",
    "{to: scores, id: item, score: [marks], rater: who, source: human}",
  );
  expect([status, result.problems]).toEqual([0, []]);
  expect(JSON.stringify(result.cells[0])).toContain("rater-2");
  expect(JSON.stringify(result.cells[0])).toContain("human");
});

it("says which part of a mapping is wrong, and runs all the same", () => {
  const { result } = run("bad.casebook.md", "{to: scores, item: item}");
  expect(result.problems.join()).toMatch(/entry 1: map: no such role for scores: item/);
});
