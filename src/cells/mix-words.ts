import { percent } from "../widgets/duration-scale.ts";
import { counted } from "../widgets/format.ts";
import type { Mix } from "./trace-strata.ts";

/** "tenant (3 strata)" */
export function mixWords({ by, strata }: Mix): string {
  return `${by.join(" and ")} (${counted(strata, "stratum").replace(/stratums$/, "strata")})`;
}

/** What of each side is compared, where strata are missing on the other. */
export function coverageWords({ missing, covered }: Mix): string {
  if (missing.length === 0) return "";
  const shown = missing.slice(0, 5).map(({ stratum, side, share }) => `${stratum} (${percent(share)} of ${side})`);
  const more = missing.length > shown.length ? ` and ${missing.length - shown.length} more` : "";
  const compared = `Compared are ${percent(covered.reference)} of reference and ${percent(covered.current)} of current`;
  return `${compared}; on one side only: ${shown.join(", ")}${more}.`;
}
