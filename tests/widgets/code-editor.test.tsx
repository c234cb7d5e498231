// @vitest-environment happy-dom
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { CodeEditor, type EditorPort } from "../../src/widgets/code-editor.tsx";
import { mount, press, settle, type } from "../support/dom.tsx";

// The editor proper needs a browser that lays out text: tests/e2e/widgets.spec.ts has one.
vi.mock("../../src/widgets/monaco-editor.tsx", () => ({
  createEditor: () => {
    throw new Error("no browser");
  },
}));

test("without a DOM the text stands there as text", () => {
  const html = renderToStaticMarkup(<CodeEditor language="sql" label="Source" value={'select "<b>" -- <script>'} />);
  expect(html).toContain('<pre class="code-text">select &quot;&lt;b&gt;&quot; -- &lt;script&gt;</pre>');
  expect(html).not.toContain("<script");
});

test("where the editor cannot be loaded, a plain field takes its place", async () => {
  const changes: string[] = [];
  const runs: boolean[] = [];
  const ports: (EditorPort | null)[] = [];
  let left = 0;
  const { element } = await mount(
    <CodeEditor
      language="sql"
      label="Source of slow_steps"
      value="select 1"
      autoFocus
      onReady={(editor) => ports.push(editor)}
      onChange={(value) => changes.push(value)}
      onRun={(goOn) => runs.push(goOn)}
      onLeave={() => left++}
    />,
  );
  await settle(20);
  const field = element.querySelector("textarea");
  if (!field) throw new Error("no field was drawn");
  expect([field.value, field.getAttribute("aria-label")]).toEqual(["select 1", "Source of slow_steps"]);
  await type(field, "select 2");
  expect(changes).toEqual(["select 2"]);
  await press(field, "Enter", { ctrlKey: true });
  await press(field, "Enter", { shiftKey: true });
  await press(field, "Enter");
  await press(field, "Escape");
  expect(runs).toEqual([false, true]);
  expect(left).toBe(1);
  field.setSelectionRange(2, 5);
  expect(ports.map((port) => port?.selection())).toEqual([{ start: 2, end: 5 }]);
});
