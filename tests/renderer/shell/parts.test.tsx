// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { CommandPalette } from "../../../renderer/shell/command-palette.tsx";
import { DetailPanel } from "../../../renderer/shell/detail-panel.tsx";
import { DropTarget } from "../../../renderer/shell/drop-target.tsx";
import { KeysHelp } from "../../../renderer/shell/keys-help.tsx";
import { NoticeBar } from "../../../renderer/shell/notice-bar.tsx";
import { shellOf } from "../../../renderer/shell/shell-state.ts";
import { SidePanel } from "../../../renderer/shell/side-panel.tsx";
import { StatusBar } from "../../../renderer/shell/status-bar.tsx";
import { TitleBar } from "../../../renderer/shell/title-bar.tsx";
import { Welcome } from "../../../renderer/shell/welcome.tsx";
import { Session } from "../../../src/notebook/session.ts";
import { after, draw, press, saying, type } from "../../support/draw.tsx";
import { testEngine } from "../../support/engine.ts";
import { storeOf } from "../../support/spans.ts";
import { TestWorkbench } from "../../support/test-workbench.ts";

const opened = testEngine();
let session: Session;
let workbench: TestWorkbench;

const notebook = `---
title: Slow agent
sources:
  - april.jsonl
  - gone.csv
---
# What users saw

\`\`\`sql cell=slow_steps
select 1
\`\`\`
`;

beforeEach(async () => {
  const engine = await opened();
  session = await Session.create(engine, [], async function* () {});
  await session.open(notebook);
  await storeOf(engine, [
    {
      trace_id: "abc123",
      span_id: "r",
      name: "answer question",
      start_ns: 1n,
      end_ns: 9_000_000n,
      status: "OK",
      source_id: 7,
    },
  ]);
  await engine.query(`INSERT INTO store.sources (source_id, path, format, bytes, spans, lost, issues)
    VALUES (7, '/data/april.jsonl', 'otlp-json', 1200, 1, 2, 2)`);
  await session.importFiles([]);
  workbench = new TestWorkbench(session);
  workbench.set({ path: "/data/slow.casebook.md" });
});

const text = (place: ParentNode, selector: string) => place.querySelector(selector)?.textContent ?? null;

test("the title is edited in place: Enter keeps it, Esc drops it, nothing is not a title", async () => {
  const place = await draw(<TitleBar workbench={workbench} />);
  const field = place.querySelector("input");
  await after(() => field?.focus());
  await type(field, "Slow warehouse");
  await press(field, "Enter");
  expect(session.state.notebook.frontMatter.title).toBe("Slow warehouse");
  expect(text(place, ".titlebar-saved")).toBe("changed");
  for (const [typed, key] of [
    ["Other", "Escape"],
    ["  ", "Enter"],
  ] as const) {
    await after(() => field?.focus());
    await type(field, typed);
    await press(field, key);
    expect(session.state.notebook.frontMatter.title).toBe("Slow warehouse");
    expect(field?.value).toBe("Slow warehouse");
  }
});

test("the title bar's buttons ask for what they say", async () => {
  await draw(<TitleBar workbench={workbench} />);
  for (const words of ["Import files", "Save", "Run all"]) await after(() => saying(words).click());
  expect(workbench.asked).toEqual(["importPaths", "save", "runAll"]);
  await after(() => saying(/Find a command/).click());
  expect(shellOf(workbench).state.overlay).toBe("palette");
  await after(() => saying(/^Theme: system/).click());
  expect(workbench.state.theme).toBe("light");
});

test("sources say what they brought, what is missing and what was not read", async () => {
  const place = await draw(<SidePanel workbench={workbench} />);
  await after(() => undefined, 20);
  const rows = [...place.querySelectorAll("#side-sources .side-row")].map((row) => row.textContent);
  expect(rows).toEqual(["april.jsonl1 span", "gone.csvmissing", "2 records not readreport"]);
  await after(() => saying(/^2 records not read/).click());
  expect(workbench.asked).toEqual(["addCell import-report ", "revealCell added"]);
});

test("a source opens to its facts and can be removed", async () => {
  await draw(<SidePanel workbench={workbench} />);
  await after(() => saying(/^april\.jsonl/).click());
  await after(() => saying("Remove…").click());
  expect(workbench.asked).toEqual(["removeSource 7"]);
});

test("a table opens to its columns and can be queried", async () => {
  const place = await draw(<SidePanel workbench={workbench} />);
  await after(() => saying(/^traces1$/).click());
  const columns = [...place.querySelectorAll("#side-tables .is-sub .cut:first-child")].map(
    (column) => column.textContent,
  );
  expect(columns).toContain("root_name");
  await after(() => saying("Query").click());
  expect(workbench.asked).toEqual(["queryTable traces"]);
});

test("the outline goes to its cell", async () => {
  await draw(<SidePanel workbench={workbench} />);
  const cell = session.state.notebook.cells.find(({ name }) => name === "slow_steps");
  await after(() => saying("slow_steps").click());
  expect(workbench.asked).toEqual([`revealCell ${cell?.id}`]);
});

test("the panel folds to a rail that counts, and unfolds", async () => {
  const place = await draw(<SidePanel workbench={workbench} />);
  await after(() => saying("Fold the panel").click());
  expect([...place.querySelectorAll(".rail-part")].map((part) => part.textContent)).toContain("1Sources");
  await after(() => saying("Unfold the panel").click());
  expect(place.querySelector(".is-folded")).toBeNull();
});

test("the palette runs the command that answers best", async () => {
  const ran: string[] = [];
  const command = (id: string, title: string) => ({
    id,
    title,
    group: "Notebook",
    keys: null,
    enabled: () => true,
    run: () => void ran.push(id),
  });
  workbench.commands = [command("save", "Save"), command("save-as", "Save as…"), command("run", "Run all cells")];
  await draw(<CommandPalette workbench={workbench} />);
  await after(() => shellOf(workbench).show("palette"));
  const field = document.querySelector("[role=combobox]");
  await type(field, "save");
  const options = [...document.querySelectorAll("[role=option]")].map((option) => option.textContent);
  expect(options.slice(0, 2)).toEqual(["Save", "Save as…"]);
  expect(field?.getAttribute("aria-activedescendant")).toBe(document.querySelector("[aria-selected=true]")?.id);
  await press(field, "ArrowDown");
  await press(field, "Enter");
  expect(ran).toEqual(["save-as"]);
  expect(shellOf(workbench).state.overlay).toBeNull();
});

test("the palette finds a trace by its id and opens it as a waterfall", async () => {
  await draw(<CommandPalette workbench={workbench} />);
  await after(() => shellOf(workbench).show("palette"));
  await type(document.querySelector("[role=combobox]"), "abc");
  await after(() => undefined, 400);
  await after(() => saying(/^answer question/).click());
  expect(workbench.asked).toEqual(['addCell waterfall trace: "abc123"', "revealCell added"]);
});

test("the palette says when nothing answers", async () => {
  await draw(<CommandPalette workbench={workbench} />);
  await after(() => shellOf(workbench).show("palette"));
  await type(document.querySelector("[role=combobox]"), "qqqq");
  await after(() => undefined, 400);
  expect(text(document, ".palette-foot")).toMatch(/Nothing is called “qqqq”/);
});

test("the keys are listed by group", async () => {
  workbench.commands = [
    { id: "save", title: "Save", group: "Notebook", keys: "Mod+S", enabled: () => true, run: () => {} },
  ];
  await draw(<KeysHelp workbench={workbench} />);
  await after(() => shellOf(workbench).show("keys"));
  const groups = [...document.querySelectorAll(".keys-help h3")].map((head) => head.textContent);
  expect(groups).toEqual(["Notebook", "Find", "View", "While text is edited", "Timeline"]);
  expect(text(document, ".keys-help .kbd")).toBe("Ctrl S");
});

test("the detail panel closes with Esc, but not while text is being edited", async () => {
  const place = await draw(<DetailPanel workbench={workbench} />);
  await after(() => workbench.showDetail({ title: "plan", body: <input /> }));
  expect(text(place, "h2")).toBe("plan");
  await press(place.querySelector("input"), "Escape");
  expect(workbench.state.detail).not.toBeNull();
  await press(document.body, "Escape");
  expect(workbench.state.detail).toBeNull();
  expect(place.querySelector(".detail")).toBeNull();
});

test("a notice stays until it is dismissed, and a failure is an alert", async () => {
  const place = await draw(<NoticeBar workbench={workbench} />);
  await after(() => workbench.notify({ tone: "error", text: "x.json: could not be read" }));
  expect(text(place, "[role=alert] p")).toBe("x.json: could not be read");
  await after(() => saying("Dismiss").click());
  expect(workbench.state.notice).toBeNull();
});

test("the status bar shows what runs and stops it", async () => {
  const place = await draw(<StatusBar workbench={workbench} />);
  expect(place.textContent).toContain("DuckDB starts…");
  const engine = await opened();
  await after(() => engine.memory(), 50);
  expect(place.textContent).toContain("idle");
  const long = engine.query("SELECT sum(a.range * b.range) FROM range(100000) a, range(100000) b").then(
    () => "ended",
    () => "stopped",
  );
  await after(() => undefined, 600);
  expect(text(place, ".status code")).toBe("SELECT sum(a.range * b.range) FROM range(100000) a,…");
  await after(async () => {
    saying("Stop").click();
    expect(await long).toBe("stopped");
  }, 50);
  expect(place.textContent).toContain("idle");
});

test("files that hang over the window are announced, and taken when they drop", async () => {
  const place = await draw(<DropTarget workbench={workbench} />);
  const drag = (name: string, types: string[]) => {
    const event = new Event(name, { bubbles: true, cancelable: true });
    Object.assign(event, { dataTransfer: { types, dropEffect: "none" } });
    return after(() => window.dispatchEvent(event));
  };
  await drag("dragenter", ["text/plain"]);
  expect(place.querySelector(".drop")).toBeNull();
  await drag("dragenter", ["Files"]);
  await drag("dragenter", ["Files"]);
  await drag("dragleave", ["Files"]);
  expect(place.textContent).toContain("Drop to import");
  await drag("drop", ["Files"]);
  expect(place.querySelector(".drop")).toBeNull();
  expect(workbench.asked).toEqual(["importDropped"]);
});

test("the welcome offers three ways to begin, recent notebooks and the samples", async () => {
  workbench.set({ view: "welcome", recent: [{ path: "/data/old.casebook.md", title: "Old case" }] });
  await draw(<Welcome workbench={workbench} />);
  for (const words of [
    "Open sample",
    "Open notebook",
    "Import files",
    /^Old case/,
    /^The warehouse incident/,
    /^A gallery of cells/,
  ])
    await after(() => saying(words).click());
  const sample = "openSample warehouse-incident/incident.casebook.md";
  expect(workbench.asked).toEqual([
    sample,
    "openNotebook",
    "importPaths",
    "openNotebook /data/old.casebook.md",
    sample,
    "openSample gallery.casebook.md",
  ]);
});
