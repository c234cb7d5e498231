import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { notebookFiles } from "../src/notebook/notebook-files.ts";
import { Session } from "../src/notebook/session.ts";
import { App } from "./app.tsx";
import { AppWorkbench } from "./app-workbench.ts";
import { computeInWorker } from "./compute-in-worker.ts";
import { openEngine } from "./engine.ts";
import { hostCache } from "./host-cache.ts";
import { pageHost } from "./hosts/page-host.ts";
import { prepareSteps } from "./prepare-steps.ts";
import { readInWorker, warmUpReader } from "./read-in-worker.ts";
import { pageCellKinds } from "./script-cells.ts";
import "../src/widgets/tokens.css";
import "./base.css";

const root = createRoot(document.getElementById("root") as HTMLElement);

async function begin(): Promise<void> {
  const host = pageHost();
  const opening = openEngine();
  warmUpReader();
  const [engine, start] = await Promise.all([opening, host.start()]);
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

begin().catch((error: unknown) => {
  root.render(
    <p className="start-failure" role="alert">
      Casebook could not start: {error instanceof Error ? error.message : String(error)}
    </p>,
  );
});
