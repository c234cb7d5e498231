import { expect, test } from "vitest";
import { toObjects } from "../../src/engine/table-data.ts";
import { readSource } from "../../src/importers/read.ts";
import { takeOwnPrices } from "../../src/notebook/own-prices.ts";
import { Session } from "../../src/notebook/session.ts";
import { testEngine } from "../support/engine.ts";
import { otlpRequest, otlpSpan } from "../support/otlp.ts";
import { sourceFromBytes } from "../support/source-files.ts";

const engine = testEngine();

const call = otlpSpan({
  attributes: {
    "openinference.span.kind": "LLM",
    "gen_ai.request.model": "our-model-2",
    "gen_ai.usage.input_tokens": 1000,
    "gen_ai.usage.output_tokens": 500,
  },
});

const costs = async () =>
  toObjects(
    await (await engine()).query(
      "SELECT s.cost_usd, s.cost_source, t.cost_usd AS trace FROM spans s JOIN traces t USING (trace_id)",
    ),
  );

test("a notebook's own prices are used for its spans and their traces, and a mistake in them is named", async () => {
  const session = await Session.create(await engine(), [], readSource);
  await session.open("---\ncasebook: 1\nprices: prices.yaml\n---\n");
  await session.importFiles([sourceFromBytes(JSON.stringify(otlpRequest([call])))]);
  expect(await costs()).toEqual([{ cost_usd: null, cost_source: null, trace: null }]);

  const yaml = "prices:\n  - model: our-model-*\n    input: 2\n    output: 4\n";
  expect(await takeOwnPrices(session, async (path) => (path === "prices.yaml" ? yaml : ""))).toBeNull();
  expect(await costs()).toEqual([{ cost_usd: 0.004, cost_source: "computed", trace: 0.004 }]);

  const wrong = await takeOwnPrices(session, async () => "prices:\n  - model: x\n    input: free\n    output: 1\n");
  expect(wrong).toMatch(/^prices\.yaml, line 3: the prices are not used: .*input/);
  await session.setPricesPath(null);
  expect(session.text()).not.toContain("prices");
});
