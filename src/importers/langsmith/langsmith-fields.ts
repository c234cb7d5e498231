import { isObject, type JsonObject } from "../json/json.ts";
import { readMetadata } from "../spans/span-documents.ts";

/** An object, also one that was written as JSON text or as Python prints it, as bulk exports and data frames do. */
export function objectOf(value: unknown): JsonObject | null {
  if (isObject(value)) return value;
  return typeof value === "string" && value.charCodeAt(0) === 0x7b ? readMetadata(value) : null;
}

/** What lies at the end of a way through objects and lists, undefined where the way ends early. */
export function dig(value: unknown, ...path: readonly (string | number)[]): unknown {
  let inner = value;
  for (const step of path) {
    if (Array.isArray(inner) && typeof step === "number") inner = inner[step];
    else if (isObject(inner) && Object.hasOwn(inner, step)) inner = inner[step];
    else return undefined;
  }
  return inner;
}

/** One step of `dotted_order`: when a run began, and its id. */
interface Step {
  readonly start: string;
  readonly id: string;
}

/** The way from a trace's root down to a run; empty where it is not told. */
export function dottedSteps(order: unknown): readonly Step[] {
  if (typeof order !== "string" || order === "") return [];
  return order.split(".").map((step) => {
    const zone = step.indexOf("Z");
    return { start: step.slice(0, zone + 1), id: step.slice(zone + 1) };
  });
}

/** "20241011T205823298773Z" in ISO 8601. */
export function isoOfStep(start: string): string {
  return start.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d*)Z$/, "$1-$2-$3T$4:$5:$6.$7Z");
}

export function runId(run: JsonObject): string {
  return typeof run.id === "string" && run.id !== "" ? run.id : (dottedSteps(run.dotted_order).at(-1)?.id ?? "");
}
