// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { FileDialog } from "../../../renderer/shell/file-dialog.tsx";
import type { Entry } from "../../../src/host.ts";
import { Session } from "../../../src/notebook/session.ts";
import { after, draw, press, saying, type } from "../../support/draw.tsx";
import { testEngine } from "../../support/engine.ts";
import { TestWorkbench } from "../../support/test-workbench.ts";

const opened = testEngine();
let session: Session | undefined;
let workbench: TestWorkbench;

function entry(path: string, isFolder = false): Entry {
  return { path, name: path.split("/").at(-1) ?? "", isFolder, size: 1500, modified: Date.UTC(2026, 3, 20, 14, 2, 30) };
}

beforeEach(async () => {
  session ??= await Session.create(await opened(), [], async function* () {});
  workbench = new TestWorkbench(session);
  const inner = ["/data/in/a.jsonl", "/data/in/b.jsonl", "/data/in/c.jsonl"].map((path) => entry(path));
  workbench.folders.set("/data", {
    path: "/data",
    parent: "/",
    entries: [entry("/data/in", true), entry("/data/.hidden"), entry("/data/one.casebook.md")],
  });
  workbench.folders.set("/data/in", { path: "/data/in", parent: "/data", entries: inner });
});

const list = () => document.querySelector("[role=listbox]");
const rows = () => [...document.querySelectorAll("[role=option] > .cut")].map((row) => row.textContent);
const note = () => document.querySelector(".folder-note")?.textContent;

/** Shows the dialog; what it was answered with comes into `answers`. */
async function show(
  request: { type: "open"; folders: boolean; multiple: boolean } | { type: "save" } | { type: "confirm" },
) {
  const answers: unknown[] = [];
  const keep = (answer: unknown) => void answers.push(answer);
  await draw(<FileDialog workbench={workbench} />);
  await after(() => {
    if (request.type === "open")
      void workbench
        .ask<readonly string[]>((answer) => ({ ...request, title: "Import files", folder: "/data", answer }))
        .then(keep);
    else if (request.type === "save")
      void workbench
        .ask<string | null>((answer) => ({
          ...request,
          title: "Save",
          folder: "/data",
          name: "new.casebook.md",
          answer,
        }))
        .then(keep);
    else
      void workbench
        .ask<boolean>((answer) => ({ ...request, title: "Leave?", text: "Not saved.", confirm: "Leave", answer }))
        .then(keep);
  });
  return answers;
}

test("the keyboard goes into a folder, chooses several files and opens them", async () => {
  const answers = await show({ type: "open", folders: true, multiple: true });
  expect(rows()).toEqual(["in", "one.casebook.md"]);
  await press(list(), "Enter");
  expect(rows()).toEqual(["a.jsonl", "b.jsonl", "c.jsonl"]);
  await press(list(), "ArrowDown");
  await press(list(), "ArrowDown", { shiftKey: true });
  expect(document.querySelector(".file-dialog-chosen")?.textContent).toBe("2 chosen, 3.0 kB");
  await after(() => saying("Open").click());
  expect(answers).toEqual([["/data/in/b.jsonl", "/data/in/c.jsonl"]]);
  expect(workbench.state.dialog).toBeNull();
});

test("Backspace goes up, and the steps of the path lead anywhere above", async () => {
  await show({ type: "open", folders: false, multiple: false });
  await press(list(), "Enter");
  await press(list(), "Backspace");
  expect(rows()).toEqual(["in", "one.casebook.md"]);
  await press(list(), "Enter");
  await after(() => saying("data").click());
  expect(rows()).toEqual(["in", "one.casebook.md"]);
});

test("a whole folder can be taken where folders are wanted", async () => {
  const answers = await show({ type: "open", folders: true, multiple: true });
  await after(() => saying("Choose folder “data”").click());
  expect(answers).toEqual([["/data"]]);
});

test("a folder that cannot be read leaves the last one standing and says why", async () => {
  await show({ type: "open", folders: false, multiple: false });
  await after(() => saying("Type a path").click());
  const field = document.querySelector("[aria-label='Path of a folder']");
  await type(field, "/nowhere");
  await press(field, "Enter");
  expect(note()).toBe("/nowhere: there is no such folder");
  expect(rows()).toEqual(["in", "one.casebook.md"]);
});

test("the filter finds by name, and says when nothing has it", async () => {
  await show({ type: "open", folders: false, multiple: false });
  await type(document.querySelector("[type=search]"), "one");
  expect(rows()).toEqual(["one.casebook.md"]);
  await type(document.querySelector("[type=search]"), "zzz");
  expect(note()).toBe("Nothing here is called “zzz”.");
});

test("cancelling answers with nothing", async () => {
  const answers = await show({ type: "open", folders: false, multiple: true });
  await after(() => saying("Cancel").click());
  expect(answers).toEqual([[]]);
});

test("saving completes the name and says which file it would replace", async () => {
  const answers = await show({ type: "save" });
  const name = document.querySelector(".file-dialog-name input");
  await type(name, "one");
  expect(document.querySelector(".file-dialog-chosen")?.textContent).toBe(
    "one.casebook.md is there already: saving replaces it.",
  );
  expect(saying("Replace")).toBeTruthy();
  await type(name, "two");
  await after(() => saying("Save").click());
  expect(answers).toEqual(["/data/two.casebook.md"]);
});

test("a name that no file can have is refused", async () => {
  await show({ type: "save" });
  await type(document.querySelector(".file-dialog-name input"), "a/b");
  expect(saying("Save").hasAttribute("disabled")).toBe(true);
  expect(document.querySelector(".file-dialog-chosen")?.textContent).toMatch(/slashes/);
});

test("choosing a file offers its name, and Enter in the name saves into the folder shown", async () => {
  const answers = await show({ type: "save" });
  await press(list(), "ArrowDown");
  expect(document.querySelector<HTMLInputElement>(".file-dialog-name input")?.value).toBe("one.casebook.md");
  await press(list(), "ArrowUp");
  await press(list(), "Enter");
  const name = document.querySelector(".file-dialog-name input");
  await type(name, "two.casebook.md");
  await press(name, "Enter");
  expect(answers).toEqual(["/data/in/two.casebook.md"]);
});

test("a question is answered no by Esc and by Cancel, yes by its word alone", async () => {
  const answers = await show({ type: "confirm" });
  await after(() => document.querySelector("dialog")?.dispatchEvent(new Event("cancel", { cancelable: true })));
  expect(answers).toEqual([false]);
});

test("a question's word answers yes", async () => {
  const answers = await show({ type: "confirm" });
  await after(() => saying("Leave").click());
  expect(answers).toEqual([true]);
});
