import { z } from "zod";
import type { Plain } from "../engine/table-data.ts";

/** The stretches of time that things are counted in, in nanoseconds. */
export const stretches = {
  minute: 60_000_000_000n,
  hour: 3_600_000_000_000n,
  day: 86_400_000_000_000n,
  week: 604_800_000_000_000n,
} as const;

export type Stretch = keyof typeof stretches;

export const perKey = z.enum(["auto", "minute", "hour", "day", "week"]).default("auto");

/** More bars than that are no picture. */
export const mostBuckets = 2000;

type Query = (sql: string) => Promise<readonly Readonly<Record<string, Plain>>[]>;

/** The stretch that divides the time of the traces into some tens; single strays at the ends do not count. */
export async function fittingStretch(query: Query): Promise<Stretch> {
  const [row] = await query(
    "SELECT quantile_disc(start_ns, 0.99) - quantile_disc(start_ns, 0.01) AS reach FROM traces WHERE start_ns IS NOT NULL",
  );
  const reach = BigInt(Math.round(Number(row?.reach ?? 0)));
  if (reach <= 2n * stretches.hour) return "minute";
  if (reach <= 4n * stretches.day) return "hour";
  return reach <= 120n * stretches.day ? "day" : "week";
}

/** The SQL that gives the start of the stretch around a time in nanoseconds, as a TIMESTAMP. */
export function bucketSql(per: Stretch, ns: string): string {
  const size = stretches[per];
  // Weeks begin on Monday; 1970 began on a Thursday.
  const shift = per === "week" ? 3n * stretches.day : 0n;
  return `make_timestamp((((${ns} + ${shift}) // ${size}) * ${size} - ${shift}) // 1000)`;
}

/** A change that was made within the time of the traces. */
export interface DeploymentMark {
  readonly time: string;
  readonly label: string;
}

export async function deploymentMarks(query: Query): Promise<readonly DeploymentMark[]> {
  const rows = await query(
    `SELECT time, kind, name, version FROM deployments
     WHERE time_ns BETWEEN (SELECT min(start_ns) FROM traces) AND (SELECT max(start_ns) FROM traces)
     ORDER BY time LIMIT 50`,
  );
  return rows.map(({ time, kind, name, version }) => ({
    time: String(time),
    label: [name ?? kind, version].filter((part) => part !== null && part !== undefined && part !== "").join(" "),
  }));
}
