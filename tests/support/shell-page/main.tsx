import { createRoot } from "react-dom/client";
import { App } from "../../../renderer/app.tsx";
import { AppWorkbench } from "../../../renderer/app-workbench.ts";
import { openEngine } from "../../../renderer/engine.ts";
import { cellKinds } from "../../../src/cells/index.tsx";
import type { ImportMessage, SourceFile } from "../../../src/importers/importer.ts";
import { Session } from "../../../src/notebook/session.ts";
import { fillStore } from "./data.ts";
import { memoryHost, notebookPath } from "./host.ts";
import "../../../src/widgets/tokens.css";
import "../../../renderer/base.css";

// The window over a real engine with made-up spans, for looking at and for driving by hand. Not shipped.
// ?view=welcome starts with nothing; ?theme=light|dark.
const query = new URLSearchParams(location.search);

/** A reader that counts for a minute and brings nothing, to see progress and to stop it. */
async function* slowly(
  { size }: SourceFile,
  { signal }: { readonly signal: AbortSignal },
): AsyncGenerator<ImportMessage> {
  for (let step = 1; step <= 600; step++) {
    signal.throwIfAborted();
    yield { type: "progress", bytes: (size * step) / 600, size, records: step * 700, rows: step * 700 };
    await new Promise((done) => setTimeout(done, 100));
  }
}

async function begin(): Promise<void> {
  const host = memoryHost();
  const [engine, start] = await Promise.all([openEngine(), host.start()]);
  const session = await Session.create(engine, cellKinds, slowly);
  const workbench = new AppWorkbench(session, host, start);
  const theme = query.get("theme");
  if (theme === "light" || theme === "dark") workbench.setTheme(theme);
  createRoot(document.getElementById("root") as HTMLElement).render(<App workbench={workbench} />);
  Object.assign(window, { workbench });
  await workbench.begin();
  if (query.get("view") !== "welcome") {
    await workbench.openNotebook(notebookPath);
    if (query.get("data") !== "none") await fillStore(session);
    await session.runAll();
    workbench.notify(null);
  }
  document.documentElement.dataset.ready = "yes";
}

void begin();
