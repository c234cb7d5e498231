import { type Evidence, findingSource, pinRows, pinTable } from "../src/notebook/findings.ts";
import type { Cell } from "../src/notebook/notebook.ts";
import type { RowValues } from "../src/widgets/table-column.tsx";
import type { Workbench } from "./workbench.ts";

/** Keeps rows of a table as a finding below a cell, and says what came of it. */
export async function pinRowsBelow(
  workbench: Workbench,
  cellId: string,
  of: string,
  rows: readonly RowValues[],
  columns?: readonly string[],
): Promise<string> {
  return addFinding(workbench, cellId, await pinRows(workbench.session.engine, of, rows, columns));
}

/** Whether a cell's whole result can be pinned: it has run, and made a table. Asked often, so it looks nothing up. */
export function canPin({ session }: Workbench, { id, name, kind }: Cell): boolean {
  const { status, last } = session.cell(id);
  const logic = session.runtime.kind(kind);
  if (!name || status !== "done" || !last || !logic) return false;
  return logic.table !== undefined || (logic.output?.(last.result).table ?? null) !== null;
}

/** Keeps a cell's whole result as a finding below it. What goes wrong is said in the window's notice. */
export async function pinCell(workbench: Workbench, cellId: string): Promise<void> {
  const { session } = workbench;
  const cell = session.state.notebook.cells.find(({ id }) => id === cellId);
  if (!cell) return;
  try {
    await addFinding(workbench, cellId, await pinTable(session.engine, cell.name, session.cell(cellId).summary));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    workbench.notify({ tone: "error", text: `${cell.name} could not be pinned: ${reason}` });
  }
}

async function addFinding(workbench: Workbench, below: string, evidence: Evidence): Promise<string> {
  const source = findingSource(evidence, new Date().toISOString());
  const id = await workbench.addCell("finding", source, below, false);
  await workbench.session.run([id]);
  workbench.revealCell(id);
  // The cell is on screen a frame after it was revealed.
  requestAnimationFrame(() => requestAnimationFrame(() => focusNote(id)));
  return `Pinned as ${workbench.session.state.notebook.cells.find((cell) => cell.id === id)?.name ?? "a finding"}.`;
}

function focusNote(id: string): void {
  document.querySelector<HTMLElement>(`#cell-${CSS.escape(id)} textarea.finding-note`)?.focus();
}
