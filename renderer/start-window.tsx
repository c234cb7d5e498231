import "./no-eval.ts";
import { StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";
import type { Engine } from "../src/engine/engine.ts";
import { lateEngine } from "../src/engine/late-engine.ts";
import { notebookFiles } from "../src/notebook/notebook-files.ts";
import { Session } from "../src/notebook/session.ts";
import { createStore } from "../src/notebook/store.ts";
import { App } from "./app.tsx";
import { AppWorkbench } from "./app-workbench.ts";
import { computeInWorker } from "./compute-in-worker.ts";
import { hostCache } from "./host-cache.ts";
import { pageHost } from "./hosts/page-host.ts";
import { prepareSteps } from "./prepare-steps.ts";
import { readInWorker, warmUpReader } from "./read-in-worker.ts";
import { pageCellKinds } from "./script-cells.ts";

/** Opens the window at once; what needs the engine waits for it. Says so where it cannot start. */
export function startWindow(element: HTMLElement, opening: Promise<Engine>): void {
  const root = createRoot(element);
  const stored = opening.then(async (engine) => {
    await createStore(engine);
    return engine;
  });
  begin(root, stored).catch((error: unknown) => {
    root.render(
      <p className="start-failure" role="alert">
        Casebook could not start: {error instanceof Error ? error.message : String(error)}
      </p>,
    );
  });
}

async function begin(root: Root, stored: Promise<Engine>): Promise<void> {
  const host = pageHost();
  // What every notebook needs is read while the engine starts.
  void import("../src/widgets/monaco-editor.tsx").catch(() => undefined);
  const start = await host.start();
  warmUpReader();
  let workbench: AppWorkbench | null = null;
  const files = notebookFiles(host, () => workbench?.state.path ?? null);
  const { slowCellSeconds } = start;
  const around = { compute: computeInWorker, files, cache: hostCache(host), slowCellSeconds };
  const session = new Session(lateEngine(stored), pageCellKinds, readInWorker, around);
  workbench = new AppWorkbench(session, host, start);
  prepareSteps(session, window);
  root.render(
    <StrictMode>
      <App workbench={workbench} />
    </StrictMode>,
  );
  // An engine that does not start is told in the window's place.
  await Promise.all([stored, workbench.begin()]);
}
