import type { Estimate } from "../../analysis/estimate.ts";
import { counted, groupDigits } from "../../widgets/format.ts";
import type { Selection } from "./select-rows.ts";

/** "0.71, 0.64 to 0.77, n = 240", or why there is none. */
export function estimateText({ value, low, high, n, reason }: Estimate, write: (value: number) => string): string {
  if (value === null) return reason ?? "undefined";
  const interval = low === null || high === null ? (reason ?? "no interval") : `${write(low)} to ${write(high)}`;
  return `${write(value)}, ${interval}, n = ${groupDigits(n)}`;
}

/** "$0.0042", "$1.30"; null is unknown. */
export function usd(amount: number | null): string {
  if (amount === null) return "cost unknown";
  if (amount === 0) return "$0";
  if (amount >= 0.995) return `$${groupDigits(amount.toFixed(2))}`;
  return `$${Number(amount.toPrecision(2)).toFixed(Math.min(8, 1 - Math.floor(Math.log10(amount))))}`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** "drawn at random within 10 strata of cohort and root_name" */
export function drawnWords({ strata, strataColumns }: Selection, drawn: number): string {
  const rows = strata.reduce((sum, stratum) => sum + stratum.rows, 0);
  if (drawn === rows) return rows ? "all of them" : "nothing to draw from";
  const columns = [strataColumns.slice(0, -1).join(", "), strataColumns.at(-1)].filter(Boolean).join(" and ");
  if (strata.length < 2) return "drawn at random";
  return `drawn at random within ${counted(strata.length, "stratum").replace("stratums", "strata")} of ${columns}`;
}

/** "traces", "spans", "rows of pairs" */
export function rowNoun(from: string): string {
  return from === "traces" || from === "spans" ? from : `rows of ${from}`;
}

/** What the endpoint does not take, and what that means. */
export function leftWords(left: readonly string[]): string {
  const means: Readonly<Record<string, string>> = {
    response_format: "no response_format: the answer's form is asked for in words alone",
    json_schema: "no JSON schema: JSON is asked for, its form in words alone",
    seed: "no seed: another run may answer otherwise",
    temperature: "no temperature: the model uses its own",
  };
  return `The endpoint takes ${left.map((part) => means[part] ?? `no ${part}`).join("; ")}.`;
}
