import { openEngine } from "./engine.ts";
import "../src/widgets/tokens.css";
import "./base.css";

// The engine takes longest to start, so it is on its way before the rest of the page is read.
const opening = openEngine();
// Told by the window.
opening.catch(() => undefined);
const root = document.getElementById("root") as HTMLElement;
import("./start-window.tsx")
  .then(({ startWindow }) => startWindow(root, opening))
  .catch((error: unknown) => {
    root.textContent = `Casebook could not be loaded: ${error instanceof Error ? error.message : String(error)}`;
  });
