import { percent } from "../../widgets/duration-scale.ts";
import { counted, groupDigits } from "../../widgets/format.ts";
import { moneyScale } from "../../widgets/money-scale.ts";
import { AnalysisPart } from "../analysis-part.tsx";
import type { Side } from "../cohort-sides.ts";
import { perSide } from "../estimate-columns.tsx";
import { dollars, timeWords } from "../estimate-words.ts";
import { column, type FigureGroup, FiguresTable, RowName } from "../figures-table.tsx";
import type { Budget, Cache, CachedModel, CacheFigures, TenantBudget, Unpriced, UnpricedModel } from "./result.ts";

export function BudgetPart({ budget }: { readonly budget: Budget }) {
  const { per, tenants, absent } = budget;
  const over = tenants.filter(({ verdict }) => verdict === "over budget");
  const limited = tenants.filter(({ limit }) => limit !== null);
  const money = moneyScale(tenants.flatMap(({ worst, limit }) => [worst.cost, limit]));
  const names = over.slice(0, 3).map(({ tenant }) => tenant ?? "no tenant");
  const verdict = over.length
    ? `Over budget: ${names.join(", ")}${over.length > 3 ? ` and ${over.length - 3} more` : ""}, of ${counted(limited.length, "tenant")} with a budget per ${per}.`
    : limited.length
      ? `Within budget: all ${counted(limited.length, "tenant")} with one, in every ${per}.`
      : "No tenant has a budget: set default or tenants under budget.";
  const groups: readonly FigureGroup<TenantBudget>[] = [
    column("tenant", ({ tenant }) => <RowName name={tenant} />, true),
    column("verdict", ({ verdict: said }) => (said === "over budget" ? <b>{said}</b> : said), true),
    column(`budget per ${per}, $`, ({ limit }) => money(limit)),
    column(`${per}s over`, ({ over: count, periods, limit }) => (limit === null ? "–" : `${count} of ${periods}`)),
    column("first over", ({ firstOver }) => (firstOver ? timeWords(firstOver, true) : "–")),
    column(`dearest ${per}, $`, ({ worst }) => <span title={timeWords(worst.start, true)}>{money(worst.cost)}</span>),
    column(`last ${per}, $`, ({ last }) => <span title={timeWords(last.start, true)}>{money(last.cost)}</span>),
  ];
  return (
    <AnalysisPart title="Budget" verdict={verdict} open={over.length > 0}>
      <FiguresTable label="Budgets" groups={groups} rows={tenants} rowKey={({ tenant }) => tenant ?? "\0"} />
      {absent.length > 0 && <p>No call of {absent.join(", ")}: check how the budget spells it.</p>}
    </AnalysisPart>
  );
}

export function CachePart({ cache, sides }: { readonly cache: Cache; readonly sides: readonly Side[] }) {
  const { models } = cache;
  if (models.length === 0) return <AnalysisPart title="Cache" verdict="No call says that it read from a cache." />;
  const main = sides.at(-1) ?? "all";
  const sum = (side: Side, read: (figures: CacheFigures) => number | null) =>
    models.reduce((total, model) => total + (model.sides[side] ? (read(model.sides[side]) ?? 0) : 0), 0);
  const saved = sides.map(
    (side) => `${dollars(sum(side, (figures) => figures.saved))}${side === "all" ? "" : ` in ${side}`}`,
  );
  const extra = sum(main, (figures) => figures.extra);
  const unknown = models.filter(({ price }) => price === null).length;
  const money = moneyScale(models.flatMap((model) => Object.values(model.sides).map((figures) => figures.saved)));
  const groups: readonly FigureGroup<CachedModel>[] = [
    column("model", ({ model }) => <RowName name={model} />, true),
    { head: "read from cache, of all input", columns: perSide("read", sides, CacheShare) },
    { head: "saved, $", columns: perSide("saved", sides, ({ saved: usd }: CacheFigures) => money(usd)) },
    { head: "more for writing, $", columns: perSide("extra", sides, ({ extra: usd }: CacheFigures) => money(usd)) },
    column("price taken", ({ price }) => price ?? <span className="soft">none known</span>, true),
  ];
  return (
    <AnalysisPart
      title="Cache"
      verdict={`Reading from the cache saved ${saved.join(", ")}${extra > 0 ? `; writing to it cost ${dollars(extra)} more than fresh input` : ""}.`}
    >
      <FiguresTable label="Cache" groups={groups} rows={models} rowKey={({ model }) => model ?? "\0"} />
      <p>
        Saved: tokens read at the price of input, less what reading costs; a model's base price, no tiers.
        {unknown > 0 && ` Of ${counted(unknown, "model")} no price is known.`}
      </p>
    </AnalysisPart>
  );
}

function CacheShare({ read, input }: CacheFigures) {
  return (
    <span title={`${groupDigits(read)} of ${groupDigits(input)} tokens`}>
      {percent(input > 0 ? read / input : null)}
    </span>
  );
}

export function UnpricedPart({ unpriced }: { readonly unpriced: Unpriced }) {
  const { models, silent, calls } = unpriced;
  const without = models.reduce((sum, { spans }) => sum + spans, 0);
  const quiet = silent.reduce((sum, { spans }) => sum + spans, 0);
  const said = [
    without
      ? `${groupDigits(without)} of ${counted(calls, "call")} have tokens and no price.`
      : "Every call with tokens has a cost.",
    quiet && `${counted(quiet, "call")} of models say neither tokens nor cost (${silent[0]?.step}).`,
  ];
  const verdict = said.filter(Boolean).join(" ");
  if (!without && !quiet) return <AnalysisPart title="Without a price" verdict={verdict} />;
  const groups: readonly FigureGroup<UnpricedModel>[] = [
    column("model", ({ model }) => <RowName name={model} />, true),
    column("calls", ({ spans }) => groupDigits(spans)),
    column("traces", ({ traces }) => groupDigits(traces)),
    column("tokens in", ({ inputTokens }) => groupDigits(inputTokens)),
    column("tokens out", ({ outputTokens }) => groupDigits(outputTokens)),
  ];
  return (
    <AnalysisPart title="Without a price" verdict={verdict} open={without > 0}>
      {without > 0 && (
        <>
          <FiguresTable
            label="Models without a price"
            groups={groups}
            rows={models}
            rowKey={({ model }) => model ?? "\0"}
          />
          <p>
            These calls count as nothing above. Name a file of your own prices in the notebook's front matter (prices:
            prices.yaml) with each model's USD per million tokens of input and output.
          </p>
        </>
      )}
      {quiet > 0 && (
        <p>
          Without tokens nothing can be computed:{" "}
          {silent.map(({ step, model, spans }) => `${step} (${model}) ${groupDigits(spans)}`).join(", ")}.
        </p>
      )}
    </AnalysisPart>
  );
}
