import type { Estimate } from "../../analysis/estimate.ts";
import type { SubjectFigures } from "./compute/calibrate.ts";
import type { LabelType } from "./definition.ts";
import type { Judged, Ruling } from "./verdict.ts";
import { figure, withInterval } from "./words.ts";

/** Every rule that a verdict rests on, with what was found of this judge. */
export function rulingsOf(judged: Judged): readonly Ruling[] {
  return [
    ...enough(judged),
    ...strength(judged),
    ...rates(judged),
    ceiling(judged),
    ...danger(judged),
    slices(judged),
    ...biases(judged),
  ];
}

type Draft = Pick<Ruling, "rule" | "needs" | "met" | "found"> & { readonly change?: string; readonly blocks?: boolean };

function ruling({ blocks = true, change = "", ...rest }: Draft): Ruling {
  return { ...rest, blocks, change: rest.met === true ? "" : change };
}

function enough({ figures }: Judged): readonly Ruling[] {
  const { items } = figures.agreement;
  const found = `${items} items were scored by judge and people.`;
  return (
    [
      ["trend", 30],
      ["gate", 100],
    ] as const
  ).map(([needs, least]) =>
    ruling({
      rule: `There are ${least} items or more with labels.`,
      needs,
      met: items >= least,
      found,
      change: `Label ${Math.max(0, least - items)} items more.`,
    }),
  );
}

/** The statistic, the value and the lower end that a trend needs, and the lower end that a gate needs. */
const strengths: Readonly<Record<LabelType, readonly [name: string, value: number, low: number, gate: number]>> = {
  binary: ["kappa", 0.4, 0.2, 0.6],
  nominal: ["kappa", 0.4, 0.2, 0.6],
  ordinal: ["quadratic kappa", 0.4, 0.2, 0.6],
  continuous: ["the rank correlation", 0.4, 0.2, 0.7],
  pairwise: ["accuracy", 0.65, 0.55, 0.8],
};

function strength({ type, figures }: Judged): readonly Ruling[] {
  const [name, value, low, gate] = strengths[type];
  const { estimate } = figures.headline;
  const found =
    estimate.value === null
      ? `${capital(name)} cannot be told: ${estimate.reason}.`
      : `${capital(name)} is ${withInterval(estimate)}${bandWords(type, estimate.value)}.`;
  const clear =
    "Mend the rubric where judge and people differ (see the confusion and the items below), and judge again.";
  return [
    ruling({
      rule: `${capital(name)} is ${value} or more, and the lower end of its interval ${low} or more.`,
      needs: "trend",
      met: estimate.value !== null && estimate.value >= value && (estimate.low ?? -1) >= low,
      found,
      change: clear,
    }),
    ruling({
      rule: `The lower end of ${name}'s interval is ${gate} or more.`,
      needs: "gate",
      met: (estimate.low ?? -1) >= gate,
      found,
      change:
        estimate.value !== null && estimate.value >= gate
          ? "Label more items: the value suffices, its interval does not."
          : clear,
    }),
  ];
}

function bandWords(type: LabelType, value: number): string {
  return type === "continuous" || type === "pairwise" ? "" : `, ${bandOf(value)}`;
}

/** The bands of Landis and Koch (Biometrics 33, 1977, 159–174). */
export function bandOf(kappa: number): string {
  if (kappa < 0) return "poor";
  return (
    ["slight", "fair", "moderate", "substantial", "almost perfect"][Math.min(4, Math.floor(kappa / 0.2 - 1e-9))] ??
    "slight"
  );
}

function rates({ type, figures }: Judged): readonly Ruling[] {
  if (type !== "binary" || !figures.rates) return [];
  const { truePositiveRate, trueNegativeRate } = figures.rates;
  return (
    [
      ["passes what people pass", truePositiveRate],
      ["fails what people fail", trueNegativeRate],
    ] as const
  ).map(([what, { value, low, high, n, reason }]) =>
    ruling({
      rule: `It ${what} 90 % of the time or more, the lower end 80 % or more.`,
      needs: "gate",
      met: value === null ? null : value >= 0.9 && (low ?? 0) >= 0.8,
      found:
        value === null
          ? `How often it ${what} cannot be told: ${reason}.`
          : `It ${what} ${share(value)} of the time (${share(low)} to ${share(high)}, n = ${n}).`,
      change:
        value !== null && value >= 0.9
          ? "Label more items of this class."
          : "Mend the rubric for this class and judge again.",
    }),
  );
}

function ceiling({ figures }: Judged): Ruling {
  const found = figures.ceiling;
  const rule = "It agrees with a person no more than 0.1 worse than people do with each other, on the same items.";
  const common = { rule, needs: "gate" as const };
  if (!found)
    return ruling({
      ...common,
      met: null,
      found: "One person alone labelled, so there is no ceiling to compare with.",
      change: "Let a second person label some of the items.",
    });
  const { difference, humans } = found;
  if (difference.value === null)
    return ruling({
      ...common,
      met: null,
      found: `The ceiling cannot be told: ${difference.reason}.`,
      change: "Let two people label the same items.",
    });
  const size = Math.abs(difference.value);
  const gap = size < 0.005 ? "level with" : `${figure(size)} ${difference.value < 0 ? "below" : "above"}`;
  return ruling({
    ...common,
    met: difference.value >= -0.1,
    found: `Agreement with one person is ${gap} what two people reach (${figure(humans.value)}).`,
    change: "Mend the rubric until the judge agrees with people as they do with each other.",
  });
}

function danger({ type, figures }: Judged): readonly Ruling[] {
  if (type === "pairwise" || type === "nominal") return [];
  const { count, rule } = figures.danger;
  const { value, high } = figures.danger.share;
  const items = count === 0 ? "No item is" : count === 1 ? "1 item is" : `${count} items are`;
  const found = `${items} judge high, people low (${rule}): ${share(value)}, at most ${share(high)}.`;
  const limits = [
    ["trend", 0.2],
    ["gate", 0.05],
  ] as const;
  return limits.map(([needs, most]) =>
    ruling({
      rule: `Judge high, people low is ${100 * most} % at most, by the upper end of its interval.`,
      needs,
      met: high === null ? null : high <= most,
      found,
      change:
        value !== null && value <= most
          ? "Label more items: too few to rule it out."
          : "Read each item that is judge high, people low; mend the rubric so that they fail.",
    }),
  );
}

function slices({ figures }: Judged): Ruling {
  const rule = "No slice is worse than the rest by 0.1 or more with an adjusted p of 0.05 or less.";
  const found = figures.slices;
  if (!found)
    return ruling({
      rule,
      needs: "gate",
      met: null,
      blocks: false,
      found: "No slices were asked for.",
      change: "Name slices: columns of the items.",
    });
  const failing = found.rows.filter(
    ({ difference, adjustedP }) => adjustedP !== null && adjustedP <= 0.05 && (difference.value ?? 0) <= -0.1,
  );
  const names = failing.map(({ column, value }) => `${column} ${value}`).join(", ");
  return ruling({
    rule,
    needs: "gate",
    met: failing.length === 0,
    found: failing.length
      ? `Agreement is worse for ${names}.`
      : `No slice of ${found.rows.length} is worse than the rest.`,
    change: "Mend the rubric for these slices, or keep them from the gate.",
  });
}

/** How large a pull may be, as a share of the scale's range: for length per 100 words. */
const limits = { leniency: 0.1, length: 0.02, position: 0.05, family: 0.05 } as const;

function biases({ type, scale, figures }: Judged): readonly Ruling[] {
  if (type === "pairwise" || type === "nominal") return pairBiases(figures);
  const range = scale.length ? (scale.at(-1) as number) - (scale[0] as number) : null;
  return figures.biases.effects.flatMap(({ cause, what, estimate, adjustedP }) => {
    if (what === "other" || estimate.value === null || range === null) return [];
    const limit = limits[what] * range;
    const outside = estimate.low !== null && estimate.high !== null && (estimate.low > 0 || estimate.high < 0);
    const clear = outside && (adjustedP === null || adjustedP <= 0.05);
    return [
      ruling({
        rule: `${capital(cause)}${cause.includes(",") ? "," : ""} pulls the judge by less than ${Number(limit.toPrecision(2))}, or not clearly.`,
        needs: "gate",
        met: !(clear && Math.abs(estimate.value) >= limit),
        found: pullWords(what, estimate, type),
        change:
          what === "leniency"
            ? "Correct its figures or recalibrate it; or make the rubric stricter."
            : `Tell the judge to leave ${what} aside, and judge again.`,
      }),
    ];
  });
}

function pairBiases({ pairwise }: SubjectFigures): readonly Ruling[] {
  const consistency = pairwise?.orders?.consistency;
  if (!consistency || consistency.value === null) return [];
  return [
    ruling({
      rule: "It names the same winner in both orders 80 % of the time or more, by the lower end.",
      needs: "gate",
      met: (consistency.low ?? 0) >= 0.8,
      found: `It names the same winner in both orders ${share(consistency.value)} of the time.`,
      change: "Ask in both orders and take only what agrees.",
    }),
  ];
}

function pullWords(what: string, { value, low, high }: Estimate, type: LabelType): string {
  const amount = (of: number | null) => figure(of, type === "binary" ? "share" : "points");
  const size = `${amount(value === null ? null : Math.abs(value))}${type === "binary" ? "" : " points"}`;
  const interval = `(${amount(low)} to ${amount(high)})`;
  const gains = (value ?? 0) >= 0;
  if (what === "leniency") return `It is ${size} ${gains ? "more lenient" : "stricter"} than people ${interval}.`;
  if (what === "length") return `Long answers ${gains ? "gain" : "lose"} ${size} per 100 words ${interval}.`;
  if (what === "family") return `Answers of its own family ${gains ? "gain" : "lose"} ${size} ${interval}.`;
  return `What is listed first ${gains ? "gains" : "loses"} ${size} ${interval}.`;
}

function share(value: number | null): string {
  return figure(value, "share");
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;
}
