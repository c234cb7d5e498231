// Writes the generated part of sample-data/. The same bytes come out on every run and platform.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { judgeCalibration } from "./samples/judge-calibration/files.mjs";
import { parallelAgents } from "./samples/parallel-agents/files.mjs";
import { queryDrift } from "./samples/query-drift/files.mjs";
import { warehouseIncident } from "./samples/warehouse-incident/files.mjs";

const samples = {
  "warehouse-incident": warehouseIncident,
  "query-drift": queryDrift,
  "parallel-agents": parallelAgents,
  "judge-calibration": judgeCalibration,
};

const { values } = parseArgs({ options: { out: { type: "string" } } });
const out = values.out ?? fileURLToPath(new URL("../sample-data/", import.meta.url));

for (const [name, files] of Object.entries(samples)) {
  for (const [file, text] of files()) {
    const target = path.join(out, name, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
    console.log(`${path.posix.join(name, file)}: ${(Buffer.byteLength(text) / 1e6).toFixed(2)} MB`);
  }
}
