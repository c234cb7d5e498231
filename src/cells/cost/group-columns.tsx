import { percent } from "../../widgets/duration-scale.ts";
import { groupDigits } from "../../widgets/format.ts";
import { moneyScale } from "../../widgets/money-scale.ts";
import type { Side } from "../cohort-sides.ts";
import { differenceGroup, Estimated, perSide } from "../estimate-columns.tsx";
import { dollars } from "../estimate-words.ts";
import { type FigureGroup, RowName } from "../figures-table.tsx";
import type { CostGroup, CostResult, Figures } from "./result.ts";

export interface GroupActions {
  readonly onOpen: ((group: CostGroup) => void) | null;
  readonly onPin: ((group: CostGroup) => Promise<string>) | null;
}

/** What the table of groups shows. */
export function groupColumns(result: CostResult, actions: GroupActions): readonly FigureGroup<CostGroup>[] {
  const sides = result.sides.map(({ side }) => side);
  const main = sides.at(-1) ?? "all";
  const all = [...result.groups, result.total];
  const money = moneyScale(all.flatMap(({ sides: found }) => Object.values(found).map(({ cost }) => cost)));
  const each = moneyScale(
    result.groups.flatMap(({ sides: found }) => Object.values(found).map(({ perTrace }) => perTrace.value)),
  );
  return [
    ...keyGroups(result, actions),
    {
      head: "calls",
      sort: "calls",
      about: "Spans whose usage counts: none repeats what another one used",
      columns: perSide("calls", sides, (figures: Figures) => (
        <span title={tokenWords(figures)}>{groupDigits(figures.calls)}</span>
      )),
    },
    costGroup(main, money),
    {
      head: "per trace, $",
      about: "Cost over all traces of the cohort, those without such a call included",
      columns: perSide(
        "per-trace",
        sides,
        ({ perTrace }: Figures) => <Estimated of={perTrace} format={each} />,
        "long",
      ),
    },
    ...(sides.length === 2 ? [growthGroup(result, each)] : []),
    shareGroup(result, main),
    savedGroup(result, main),
  ];
}

function keyGroups({ by, total }: CostResult, { onOpen, onPin }: GroupActions): readonly FigureGroup<CostGroup>[] {
  return by.map((name, place) => ({
    head: name.replaceAll("_", " "),
    sort: place === 0 ? "name" : null,
    about: "Click a row to list its traces",
    className: "is-left",
    columns: [
      {
        id: `key-${name}`,
        className: "is-left",
        cell: (group) => {
          if (group === total) return place === 0 ? "all calls" : "";
          const value = group.values[place] ?? null;
          const first = place === 0;
          return (
            <RowName
              name={value}
              onOpen={first && onOpen ? () => onOpen(group) : null}
              onPin={first && onPin ? () => onPin(group) : null}
            />
          );
        },
      },
    ],
  }));
}

/** Reported and computed apart: what a provider billed is not what a list of prices says. */
function costGroup(main: Side, money: (usd: number | null) => string): FigureGroup<CostGroup> {
  const className = main === "all" ? undefined : `is-${main}`;
  const cell = (read: (figures: Figures) => number) => (group: CostGroup) => {
    const figures = group.sides[main];
    if (!figures) return <span className="soft">–</span>;
    const amount = read(figures);
    return amount === 0 ? <span className="soft">–</span> : <span title={costWords(figures)}>{money(amount)}</span>;
  };
  return {
    head: main === "all" ? "cost, $" : `cost in ${main}, $`,
    sort: "cost",
    about: "What spans report, and what was computed from their tokens by a price list",
    columns: [
      { id: "reported", head: "reported", className, cell: cell(({ reported }) => reported) },
      { id: "computed", head: "computed", className, cell: cell(({ computed }) => computed) },
    ],
  };
}

function costWords({ cost, unpriced, calls }: Figures): string {
  const missing = unpriced ? `; ${groupDigits(unpriced)} of ${groupDigits(calls)} calls have no price` : "";
  return `${dollars(cost)} together${missing}`;
}

function tokenWords({ inputTokens, outputTokens, cacheReadTokens, traces }: Figures): string {
  const tokens = `${groupDigits(inputTokens)} tokens in, ${groupDigits(cacheReadTokens)} of them from the cache, ${groupDigits(outputTokens)} out`;
  return `in ${groupDigits(traces)} traces; ${tokens}`;
}

function growthGroup({ groups }: CostResult, format: (usd: number | null) => string): FigureGroup<CostGroup> {
  return differenceGroup({
    head: "difference, $",
    about: "Current less reference, cost per trace; its 95 % interval, by trace, as a whisker",
    sort: "growth",
    rows: groups,
    read: ({ difference }) => difference,
    format: (value) => (value < 0 ? `−${format(-value)}` : format(value)),
  });
}

function shareGroup({ total }: CostResult, main: Side): FigureGroup<CostGroup> {
  const share = (group: CostGroup, side: Side) => {
    const whole = total.sides[side]?.cost ?? 0;
    return whole > 0 ? (group.sides[side]?.cost ?? 0) / whole : null;
  };
  const before = (group: CostGroup) =>
    main === "current" && total.sides.reference ? `, reference ${percent(share(group, "reference"))}` : "";
  const cell = (group: CostGroup) => (
    <span title={`${percent(share(group, main))} of the cost${before(group)}`}>{percent(share(group, main))}</span>
  );
  return { head: "share", about: "Of the cost of all calls", columns: [{ id: "share", cell }] };
}

function savedGroup({ groups, total }: CostResult, main: Side): FigureGroup<CostGroup> {
  const money = moneyScale([...groups, total].map(({ sides }) => sides[main]?.saved ?? null));
  return {
    head: "cache saved, $",
    sort: "saved",
    about: "What the tokens read from a cache would have cost as fresh input, less what they cost",
    columns: [
      {
        id: "saved",
        cell: ({ sides }) => {
          const saved = sides[main]?.saved ?? null;
          return saved === null || saved === 0 ? <span className="soft">–</span> : money(saved);
        },
      },
    ],
  };
}
