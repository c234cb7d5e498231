import { createRoot } from "react-dom/client";
import { App } from "../../../renderer/app.tsx";
import { AppWorkbench } from "../../../renderer/app-workbench.ts";
import { openEngine } from "../../../renderer/engine.ts";
import { cellKinds } from "../../../src/cells/index.tsx";
import { Session } from "../../../src/notebook/session.ts";
import { fillStore } from "./data.ts";
import { memoryHost, notebookPath } from "./host.ts";
import "../../../renderer/tokens.css";
import "../../../renderer/base.css";

// The window over a real engine with made-up spans, for looking at and for driving by hand. Not shipped.
// ?view=welcome starts with nothing; ?theme=light|dark.
const query = new URLSearchParams(location.search);

async function begin(): Promise<void> {
  const host = memoryHost();
  const [engine, start] = await Promise.all([openEngine(), host.start()]);
  const session = await Session.create(engine, cellKinds, async function* () {});
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
