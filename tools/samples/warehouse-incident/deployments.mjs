import { changes, epoch } from "./calendar.mjs";

/** The changes of the four weeks as somebody would write them down. */
export function deployments() {
  return [
    entry("prompt", "write-sql", "one more rule about date columns; tokens +50"),
    entry("warehouse", "warehouse.size", "cost saving: default size large to x-small"),
    entry("retrieval", "schema-notes", "schema notes are indexed again every Friday"),
  ].join("");
}

function entry(change, name, changelog) {
  const { moment, after } = changes[change];
  const time = new Date(Number(epoch / 1_000_000n) + moment / 1000).toISOString().replace(".000Z", "Z");
  return [
    `- time: ${time}`,
    `  kind: ${change === "prompt" ? "prompt" : "config"}`,
    `  name: ${name}`,
    `  version: "${after}"`,
    `  changelog: "${changelog}"`,
    "  env: production",
    "",
  ].join("\n");
}
