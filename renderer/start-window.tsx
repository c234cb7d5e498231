import "./no-eval.ts";
import { StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";
import type { Engine } from "../src/engine/engine.ts";
import { notebookFiles } from "../src/notebook/notebook-files.ts";
import { Session } from "../src/notebook/session.ts";
import { App } from "./app.tsx";
import { AppWorkbench } from "./app-workbench.ts";
import { computeInWorker } from "./compute-in-worker.ts";
import { hostCache } from "./host-cache.ts";
import { pageHost } from "./hosts/page-host.ts";
import { prepareSteps } from "./prepare-steps.ts";
import { readInWorker, warmUpReader } from "./read-in-worker.ts";
import { pageCellKinds } from "./script-cells.ts";

/** Opens the window as soon as the engine is there; says so where it cannot. */
export function startWindow(element: HTMLElement, opening: Promise<Engine>): void {
  const root = createRoot(element);
  begin(root, opening).catch((error: unknown) => {
    root.render(
      <p className="start-failure" role="alert">
        Casebook could not start: {error instanceof Error ? error.message : String(error)}
      </p>,
    );
  });
}

async function begin(root: Root, opening: Promise<Engine>): Promise<void> {
  const host = pageHost();
  // What every notebook needs is read while the engine starts.
  void import("../src/widgets/monaco-editor.tsx").catch(() => undefined);
  const [engine, start] = await Promise.all([opening, host.start()]);
  warmUpReader();
  let workbench: AppWorkbench | null = null;
  const files = notebookFiles(host, () => workbench?.state.path ?? null);
  const { slowCellSeconds } = start;
  const around = { compute: computeInWorker, files, cache: hostCache(host), slowCellSeconds };
  const session = await Session.create(engine, pageCellKinds, readInWorker, around);
  workbench = new AppWorkbench(session, host, start);
  prepareSteps(session, window);
  root.render(
    <StrictMode>
      <App workbench={workbench} />
    </StrictMode>,
  );
  await workbench.begin();
}
