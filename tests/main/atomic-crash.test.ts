import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../support/bundle.ts";
import { testFolder } from "../support/folder.ts";

const folder = testFolder();
const size = 2_000_000;
const versions = ["a", "b"].map((letter) => letter.repeat(size));

// The child writes one version after the other without end, and says when a write begins.
const writer = (module: string) => `
import { writeAtomically } from ${JSON.stringify(pathToFileURL(module).href)};
const [path] = process.argv.slice(2);
for (let n = 0; ; n++) {
  process.stdout.write(".");
  await writeAtomically(path, (n % 2 ? "b" : "a").repeat(${size}));
}`;

let script: string;

beforeAll(async () => {
  const module = await bundle("main/atomic.ts", folder);
  script = join(folder, "writer.mjs");
  writeFileSync(script, writer(module));
});

/** Starts the writer, kills it without warning in the middle of a later write, and tells how far it came. */
async function crash(path: string, afterWrites: number, delay: number): Promise<number> {
  const child = spawn(process.execPath, [script, path], { stdio: ["ignore", "pipe", "inherit"] });
  let begun = 0;
  child.stdout.on("data", (dots: Buffer) => {
    begun += dots.length;
    if (begun >= afterWrites) setTimeout(() => child.kill("SIGKILL"), delay);
  });
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");
  return begun;
}

describe("a crash while saving", () => {
  it("leaves one of the two versions, whole", async () => {
    const path = join(folder, "n.casebook.md");
    for (let round = 0; round < 12; round++) {
      const begun = await crash(path, 3 + (round % 2), round);
      expect(begun).toBeGreaterThan(2);
      const content = readFileSync(path, "utf8");
      expect(versions.includes(content), `round ${round}: ${content.length} characters`).toBe(true);
    }
    const left = readdirSync(folder).filter((name) => name.endsWith(".tmp"));
    // The kills did interrupt writes: some left their unfinished copy behind, under a hidden name.
    expect(left.length).toBeGreaterThan(0);
    expect(left.every((name) => name.startsWith(".n.casebook.md."))).toBe(true);
  });
});
