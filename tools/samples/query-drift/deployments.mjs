import { changes, isoTime } from "./calendar.mjs";

/** The changes of the four weeks as somebody would write them down. */
export function deployments() {
  return [
    entry(changes.prompt, "prompt", "write-answer", "2.4", "answers begin with the point"),
    entry(
      changes.index,
      "config",
      "index-refresh",
      "4.0",
      "refresh only catalogue and service, to save embedding calls",
    ),
    entry(changes.terms, "config", "terms-of-service", "2026", "letter about the new terms to all customers"),
  ].join("");
}

function entry(moment, kind, name, version, changelog) {
  return [
    `- time: ${isoTime(moment).replace(".000Z", "Z")}`,
    `  kind: ${kind}`,
    `  name: ${name}`,
    `  version: "${version}"`,
    `  changelog: "${changelog}"`,
    "  env: production",
    "",
  ].join("\n");
}
