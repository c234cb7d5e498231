import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import { nodeSource } from "../main/cli/node-source.ts";
import { cellKinds } from "../src/cells/index.tsx";
import { readSource } from "../src/importers/read.ts";
import { Session } from "../src/notebook/session.ts";
import { testEngine } from "./support/engine.ts";
const engine = testEngine();
test("x", async () => {
  const root = join(import.meta.dirname, "../sample-data/judge-calibration");
  const session = await Session.create(await engine(), cellKinds, readSource);
  await session.open(readFileSync(join(root, "calibration.casebook.md"), "utf8"));
  const { sources } = session.state.notebook.frontMatter;
  await session.importFiles(sources.map(({ path }) => nodeSource(join(root, path), statSync(join(root, path)).size, path)), new Map(sources.map((entry) => [entry.path, entry])));
  await session.runAll();
  { const c = session.state.notebook.cells.find((x) => x.name === "corrected_rates")!; console.log(JSON.stringify((session.cell(c.id).last?.result as any)?.preview ?? session.cell(c.id).failure)); }
  for (const cell of session.state.notebook.cells) {
    if (cell.kind !== "calibration") continue;
    const st = session.cell(cell.id);
    if (st.failure) { console.log(st.failure.message); continue; }
    console.log(cell.name, JSON.stringify((st.last!.result as any).raters), (st.last!.result as any).warnings);
    for (const s of (st.last!.result as any).subjects) {
      const f = s.figures;
      const e = (x: any) => x && `${x.value?.toFixed(3)} (${x.low?.toFixed(3)} ${x.high?.toFixed(3)}) n=${x.n} ${x.reason ?? ""}`;
      console.log(cell.name, s.dimension, s.type, s.judged, e(f.headline.estimate), s.verdict.word, s.verdict.reasons, s.verdict.changes);
      console.log("ceiling", e(f.ceiling?.humans), e(f.ceiling?.judge), e(f.ceiling?.difference), f.annotator?.passes, f.annotator?.winningRate.value, f.annotator?.warnings);
      for (const b of f.biases.effects) console.log("bias", b.cause, e(b.estimate), b.adjustedP, e(b.partial));
      for (const c of f.corrections) console.log(c.of, c.best, c.methods.map((m: any) => [m.method, e(m.estimate), m.invalid, m.note]), c.warnings);
      for (const r of f.slices?.rows ?? []) console.log("slice", r.value, r.items, e(r.estimate), e(r.difference), r.adjustedP);
      console.log("danger", f.danger.rule, f.danger.count, e(f.danger.share), s.dangerous[0]);
      console.log("rates", e(f.rates?.truePositiveRate), e(f.rates?.trueNegativeRate));
      console.log("recal", JSON.stringify(f.curve?.recalibration.fit), e(f.curve?.recalibration.before), e(f.curve?.recalibration.after), f.curve?.recalibration.reason);
      const v = f.versions; if (v) console.log("versions", v.first, v.second, v.items, e(v.difference), e(v.bias?.difference), v.test, v.changed.count, v.changed.nearer, v.changed.further, e(v.same));
      const c = f.consistency; if (c) console.log("consistency", c.items, c.scores, e(c.same), e(c.alpha), c.spread);
      console.log("plan", f.planning.needed, f.planning.levels, JSON.stringify(f.planning.classes));
    }
  }
}, 100000);
