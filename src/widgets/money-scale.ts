import { groupDigits } from "./format.ts";

/** How the amounts of one column are written: as many decimals for all as the largest needs for three digits. */
export function moneyScale(amounts: readonly (number | null)[]): (amount: number | null) => string {
  const largest = Math.max(0, ...amounts.map((amount) => Math.abs(amount ?? 0)));
  const places = largest === 0 || largest >= 1 ? 2 : Math.min(8, 2 - Math.floor(Math.log10(largest)));
  return (amount) => {
    if (amount === null) return "–";
    const least = 10 ** -places;
    if (amount !== 0 && Math.abs(amount) < least / 2) return `<${least.toFixed(places)}`;
    return groupDigits(amount.toFixed(places));
  };
}
