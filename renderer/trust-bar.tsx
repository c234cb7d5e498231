import type { Notebook } from "../src/notebook/notebook.ts";
import { Bar } from "./bar.tsx";
import { useSession, useWorkbench } from "./use-state.ts";
import type { Workbench } from "./workbench.ts";

/** Over a notebook from elsewhere: where it lies, what it would do, and the one button that lets it. */
export function TrustBar({ workbench }: { workbench: Workbench }) {
  const held = useSession(workbench.session, (state) => state.held);
  const notebook = useSession(workbench.session, (state) => state.notebook);
  const { path } = useWorkbench(workbench);
  if (!held) return null;
  return (
    <Bar
      label="Trust"
      title="This notebook has not been trusted on this computer. Nothing of it has run, and no file has been read."
      lines={[`It comes from ${path ?? "an unsaved notebook"}. ${whatItWouldDo(notebook)}`]}
    >
      <button type="button" className="btn primary" onClick={() => void workbench.trust()}>
        Trust and run
      </button>
    </Bar>
  );
}

/** "It would read traces.jsonl and run 4 cells (sql, latency)." */
export function whatItWouldDo({ cells, frontMatter }: Notebook): string {
  const files = [...frontMatter.sources.map(({ path }) => path), ...(frontMatter.prices ? [frontMatter.prices] : [])];
  const running = cells.filter(({ kind }) => kind !== "markdown");
  const kinds = [...new Set(running.map(({ kind }) => kind))].sort().join(", ");
  const doings = [
    files.length ? `read ${listed(files, 6)}` : "",
    running.length ? `run ${running.length} ${running.length === 1 ? "cell" : "cells"} (${kinds})` : "",
  ].filter(Boolean);
  return `It would ${doings.join(" and ")}.`;
}

function listed(names: readonly string[], most: number): string {
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  return names.slice(0, most).join(", ") + more;
}
