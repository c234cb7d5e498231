// npm run typecheck: one program per room, so that a .ts file of src sees neither the DOM nor Node.
import { pathToFileURL } from "node:url";
import { prepare, runScript } from "./setup.mjs";

export const projects = ["tsconfig.src.json", "tsconfig.renderer.json", "tsconfig.main.json"];

export function typecheck(project) {
  return runScript("typescript/bin/tsc", ["-p", project, "--pretty", "false"]) === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  prepare({ build: false });
  const failed = projects.filter((project) => !typecheck(project));
  process.exit(failed.length ? 1 : 0);
}
