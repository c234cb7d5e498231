// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { useKeyboard } from "../../../renderer/shell/keyboard.ts";
import { shellOf } from "../../../renderer/shell/shell-state.ts";
import { Session } from "../../../src/notebook/session.ts";
import { draw, press } from "../../support/draw.tsx";
import { testEngine } from "../../support/engine.ts";
import { TestWorkbench } from "../../support/test-workbench.ts";

const opened = testEngine();
let session: Session | undefined;
let workbench: TestWorkbench;
let ran: string[];

function Window() {
  useKeyboard(workbench);
  return (
    <>
      <input aria-label="title" />
      <input type="checkbox" />
      <div className="monaco-editor">
        <textarea />
      </div>
      <p tabIndex={-1}>cell</p>
    </>
  );
}

beforeEach(async () => {
  session ??= await Session.create(await opened(), [], async function* () {});
  workbench = new TestWorkbench(session);
  ran = [];
  const command = (id: string, keys: string, run = () => void ran.push(id)) => ({
    id,
    title: id,
    group: "Test",
    keys,
    enabled: () => true,
    run,
  });
  workbench.commands = [
    command("save", "Mod+S"),
    command("next", "J"),
    command("remove", "D D"),
    command("run", "Shift+Enter"),
    command("broken", "B", () => {
      throw new Error("notebook: cannot be run");
    }),
  ];
});

test("keys run commands wherever the focus is, and the page's own meaning of them is off", async () => {
  const place = await draw(<Window />);
  const save = await press(place.querySelector("[aria-label=title]"), "s", { ctrlKey: true });
  expect(save.defaultPrevented).toBe(true);
  await press(place.querySelector("p"), "j");
  await press(place.querySelector("[type=checkbox]"), "j");
  expect(ran).toEqual(["save", "next", "next"]);
});

test("letters typed into fields and editors stay text", async () => {
  const place = await draw(<Window />);
  const typed = await press(place.querySelector("[aria-label=title]"), "j");
  expect(typed.defaultPrevented).toBe(false);
  await press(place.querySelector("textarea"), "j");
  await press(place.querySelector("[aria-label=title]"), "Enter", { shiftKey: true });
  expect(ran).toEqual([]);
  await press(place.querySelector("textarea"), "Enter", { shiftKey: true });
  expect(ran).toEqual(["run"]);
});

test("two letters one after another run their command", async () => {
  const place = await draw(<Window />);
  await press(place.querySelector("p"), "d");
  expect(ran).toEqual([]);
  await press(place.querySelector("p"), "d");
  expect(ran).toEqual(["remove"]);
});

test("the frame's own commands have their keys without being listed", async () => {
  await draw(<Window />);
  await press(document.body, "k", { ctrlKey: true });
  expect(shellOf(workbench).state.overlay).toBe("palette");
  await press(document.body, "?", { shiftKey: true });
  expect(shellOf(workbench).state.overlay).toBe("keys");
  await press(document.body, "b", { ctrlKey: true });
  expect(shellOf(workbench).state.sideFolded).toBe(true);
});

test("an open dialog keeps the keys for itself", async () => {
  const place = await draw(<Window />);
  const dialog = place.appendChild(document.createElement("dialog"));
  dialog.showModal();
  await press(dialog, "s", { ctrlKey: true });
  expect(ran).toEqual([]);
});

test("a command that fails says so", async () => {
  await draw(<Window />);
  await press(document.body, "b");
  expect(workbench.state.notice).toEqual({ tone: "error", text: "notebook: cannot be run" });
});
