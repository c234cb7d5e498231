// npm run --silent casebook -- …: the headless run. Standard output belongs to its result alone.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { chromiumPlaces } from "./chromium.mjs";
import { callerFolder, prepare, root } from "./setup.mjs";

prepare({ out: 2 });
const cli = join(root, "dist", "main", "cli.js");
// React decides by this, when it is loaded, which of its builds it uses.
const env = { ...process.env, NODE_ENV: "production" };
// Scripts run in its sandbox.
const chromium = env.CASEBOOK_CHROMIUM || chromiumPlaces()[0];
if (chromium) env.CASEBOOK_CHROMIUM = chromium;
const { status, signal, error } = spawnSync(process.execPath, [cli, ...process.argv.slice(2)], {
  stdio: "inherit",
  env,
  cwd: callerFolder(),
});
if (error) console.error(`casebook: ${error.message}`);
if (signal) process.kill(process.pid, signal);
process.exit(status ?? 1);
