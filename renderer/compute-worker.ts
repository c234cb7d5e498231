import { computations } from "../src/cells/computations.ts";
import type { FromComputer, ToComputer } from "./compute-in-worker.ts";

// One computation after another, by name. Whoever wants no more of it ends the worker.

const say = (message: FromComputer, moved: readonly ArrayBuffer[] = []) =>
  postMessage(message, { transfer: [...moved] });

self.onmessage = async ({ data: { name, input } }: MessageEvent<ToComputer>) => {
  try {
    const computation = computations.find((other) => other.name === name);
    if (!computation) throw new Error(`computation: none of this name: ${name}`);
    const out: unknown = await computation.run(input, {
      progress: (text) => say({ type: "progress", text }),
      picture: (picture: unknown) => say({ type: "picture", picture }),
    });
    say({ type: "done", out }, computation.moved?.(out));
  } catch (error) {
    say({ type: "failed", message: error instanceof Error ? error.message : String(error) });
  }
};
