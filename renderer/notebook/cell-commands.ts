import { insertCopy, mayMerge, mergeWithNext } from "../../src/notebook/edit.ts";
import type { Cell } from "../../src/notebook/notebook.ts";
import type { Command } from "../commands.ts";
import type { Workbench } from "../workbench.ts";
import { CellDesk } from "./cell-desk.ts";

/** What can be done to the selected cell, by Jupyter's keys where it has one for it. */
export function cellCommands(workbench: Workbench): Command[] {
  const desk = new CellDesk(workbench);
  return [...runCommands(desk), ...moveCommands(desk), ...editCommands(desk), ...foldCommands(desk)];
}

type Act = (cell: Cell) => void | Promise<void>;

/** Makes commands that act on the selected cell, and are off where there is none or it is not fit. */
function maker(desk: CellDesk, group: string) {
  return (id: string, title: string, keys: string | null, act: Act, fits: (cell: Cell) => boolean = () => true) => ({
    id,
    title,
    group,
    keys,
    enabled: () => {
      const cell = desk.selected();
      return cell !== null && fits(cell);
    },
    run: async () => {
      const cell = desk.selected();
      if (cell) await act(cell);
    },
  });
}

function runCommands(desk: CellDesk): Command[] {
  const on = maker(desk, "Cell");
  return [
    on("run-cell", "Run cell", "Mod+Enter", (cell) => desk.run(cell)),
    on("run-to-here", "Run to here", null, (cell) => desk.session.runTo(cell.id)),
    on("run-from-here", "Run from here", null, (cell) => desk.session.runFrom(cell.id)),
    on("run-go-on", "Run cell and go to the next", "Shift+Enter", async (cell) => {
      const ran = desk.run(cell);
      const next = desk.neighbour(cell, 1);
      if (next) desk.goTo(next.id);
      else desk.goTo(await desk.add(cell.id, desk.codeLike(cell)));
      await ran;
    }),
    on("run-insert", "Run cell and add one below", "Alt+Enter", async (cell) => {
      const ran = desk.run(cell);
      desk.edit(await desk.add(cell.id, desk.codeLike(cell)));
      await ran;
    }),
    on(
      "run-selection",
      "Run the selected statement at the side",
      "Mod+E",
      (cell) => desk.runSelection(cell),
      desk.mayRunSelection,
    ),
    on("format-cell", "Lay out the source", "Alt+Shift+F", (cell) => desk.format(cell), desk.mayFormat),
  ];
}

function moveCommands(desk: CellDesk): Command[] {
  const on = maker(desk, "Cell");
  const { session } = desk;
  const step = (id: string, title: string, keys: string, by: number): Command => ({
    id,
    title,
    group: "Cell",
    keys,
    enabled: () => desk.cells().length > 0 && desk.workbench.state.view === "notebook",
    run: () => desk.step(by),
  });
  const move = (by: number) => async (cell: Cell) => {
    await session.move(cell.id, by);
    desk.goTo(cell.id);
  };
  return [
    on("edit-cell", "Edit cell", "Enter", (cell) => desk.edit(cell.id)),
    step("next-cell", "Next cell", "J | ArrowDown", 1),
    step("previous-cell", "Previous cell", "K | ArrowUp", -1),
    on("move-up", "Move cell up", "Alt+ArrowUp", move(-1)),
    on("move-down", "Move cell down", "Alt+ArrowDown", move(1)),
  ];
}

function editCommands(desk: CellDesk): Command[] {
  const on = maker(desk, "Change cells");
  const add = (id: string, title: string, keys: string, above: boolean): Command => ({
    id,
    title,
    group: "Change cells",
    keys,
    enabled: () => desk.workbench.state.view === "notebook",
    run: async () => {
      const at = desk.selected();
      const after = above ? at && (desk.neighbour(at, -1)?.id ?? null) : (at ?? desk.cells().at(-1) ?? null)?.id;
      desk.goTo(await desk.add(after ?? null, "sql"));
    },
  });
  const paste = (id: string, title: string, keys: string, above: boolean): Command => ({
    ...add(id, title, keys, above),
    enabled: () => desk.workbench.state.view === "notebook" && desk.copied !== null,
    run: async () => {
      const [copied, at] = [desk.copied, desk.selected()];
      const after = above && at ? (desk.neighbour(at, -1)?.id ?? null) : (at?.id ?? desk.cells().at(-1)?.id ?? null);
      if (copied) desk.goTo(await desk.insertedBy((notebook) => insertCopy(notebook, after, copied)));
    },
  });
  const mayJoin = (cell: Cell) => {
    const next = desk.neighbour(cell, 1);
    return next !== null && mayMerge(cell, next);
  };
  return [
    add("add-above", "Add a SQL cell above", "A", true),
    add("add-below", "Add a SQL cell below", "B", false),
    on("duplicate-cell", "Duplicate cell", "Shift+D", async (cell) =>
      desk.goTo(await desk.insertedBy((notebook) => insertCopy(notebook, cell.id, cell))),
    ),
    on("cut-cell", "Cut cell", "X", (cell) => {
      desk.copy(cell);
      return desk.remove(cell);
    }),
    on("copy-cell", "Copy cell", "C", (cell) => desk.copy(cell)),
    paste("paste-cell", "Paste cell below", "V", false),
    paste("paste-cell-above", "Paste cell above", "Shift+V", true),
    on("split-cell", "Split cell at the cursor", "Mod+_", (cell) => desk.split(cell), desk.maySplit),
    on(
      "merge-cell",
      "Merge with the cell below",
      "Shift+M",
      (cell) => desk.change((now) => mergeWithNext(now, cell.id)),
      mayJoin,
    ),
    on(
      "to-prose",
      "Make it prose",
      "M",
      (cell) => desk.become(cell, "markdown"),
      (cell) => cell.kind !== "markdown",
    ),
    on(
      "to-sql",
      "Make it SQL",
      "Y",
      (cell) => desk.become(cell, "sql"),
      (cell) => cell.kind !== "sql",
    ),
    on("delete-cell", "Delete cell", "D D", (cell) => desk.remove(cell)),
  ];
}

function foldCommands(desk: CellDesk): Command[] {
  const on = maker(desk, "Fold");
  const { views } = desk;
  const all = (id: string, title: string, change: { sourceOpen?: boolean; resultOpen?: boolean }): Command => ({
    id,
    title,
    group: "Fold",
    keys: null,
    enabled: () => desk.cells().some((cell) => cell.kind !== "markdown"),
    run: () =>
      views.set(
        desk.cells().filter((cell) => cell.kind !== "markdown"),
        change,
      ),
  });
  return [
    on("fold-source", "Hide or show the source", "S", (cell) =>
      views.set([cell], { sourceOpen: !views.of(cell).sourceOpen }),
    ),
    on(
      "fold-result",
      "Hide or show the result",
      "O",
      (cell) => views.set([cell], { resultOpen: !views.of(cell).resultOpen }),
      (cell) => cell.kind !== "markdown",
    ),
    all("hide-sources", "Hide all sources", { sourceOpen: false }),
    all("show-sources", "Show all sources", { sourceOpen: true }),
    all("hide-results", "Hide all results", { resultOpen: false }),
    all("show-results", "Show all results", { resultOpen: true }),
  ];
}
