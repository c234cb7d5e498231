import { test } from "vitest";
import { testEngine } from "../support/engine.ts";
import { notebookSession } from "../support/notebook-session.ts";
const engine = testEngine();
test("x", { timeout: 200000 }, async () => {
  const s = await notebookSession(await engine(), "parallel-agents", "research.casebook.md");
  await s.runAll();
  for (const c of s.state.notebook.cells) {
    const st = s.cell(c.id);
    console.log(c.name, st.status, st.failure?.message, JSON.stringify((st.last?.result as any)?.preview?.rows ?? null));
  }
});
