import { isObject, type JsonObject } from "../json/json.ts";
import { promptfooRecords } from "../promptfoo/promptfoo-config.ts";
import type { Place } from "../spans/span-row.ts";
import { fieldsOf, firstOf, keysOf, plainKey, timeKeys } from "./deployment-fields.ts";
import { type DeploymentRows, isVersionLike, type Known, versionOf } from "./deployment-row.ts";
import {
  firstShape,
  isEnvironment,
  isListKey,
  isPromptfooConfig,
  isSortKey,
  mayBeDeployment,
  plainFields,
  recordShape,
  shapeOf,
} from "./deployment-shapes.ts";

/** What stands around a record and holds for it. */
export interface Surroundings extends Known {
  /** Fields that every record inside has. */
  readonly shared: JsonObject;
}

export const nothingAround: Surroundings = { kind: null, name: null, version: null, env: null, shared: {} };

const deepest = 8;

/**
 * Goes through a value that holds records in any of the ways in which people write such files: one, a list, under
 * names, versions or environments, a history beside the present version, with fields that all of them share.
 */
export function walkDeployments(
  value: unknown,
  place: Place,
  rows: DeploymentRows,
  around: Surroundings = nothingAround,
  depth = 0,
): void {
  if (depth > deepest) rows.lose(place, `nested too deeply: more than ${deepest} levels of lists and names`);
  else if (Array.isArray(value)) for (const item of value) walkDeployments(item, place, rows, around, depth + 1);
  else if (!isObject(value)) rows.lose(place, `no prompt, configuration or deployment: ${shown(value)}`);
  else if (isPromptfooConfig(value)) writePromptfoo(value, place, rows);
  else walkObject(value, place, rows, around, depth);
}

function writePromptfoo(config: JsonObject, place: Place, rows: DeploymentRows): void {
  for (const { record, ...known } of promptfooRecords(config)) rows.write(record, { ...known, env: null }, place);
}

function walkObject(object: JsonObject, place: Place, rows: DeploymentRows, around: Surroundings, depth: number): void {
  const record = withShared(around.shared, object);
  const fields = fieldsOf(record);
  const shape = shapeOf(fields, true);
  const inner: [string, unknown][] = [];
  for (const key in object) if (holdsRecords(key, shape !== null, object)) inner.push([key, object[key]]);
  if (inner.length > 0) walkNested(object, inner, place, rows, around, depth);
  else if (shape || mayBeDeployment(object))
    rows.write(record, { ...around, kind: shape?.kind ?? around.kind }, place, fields);
  else rows.lose(place, `no prompt, configuration or deployment: ${keysShown(object)}`);
}

/** An object with records inside, which may itself be one: the present version beside those before it. */
function walkNested(
  object: JsonObject,
  inner: readonly (readonly [string, unknown])[],
  place: Place,
  rows: DeploymentRows,
  around: Surroundings,
  depth: number,
): void {
  const keys = new Set(inner.map(([key]) => key));
  const rest = Object.fromEntries(Object.entries(object).filter(([key]) => !keys.has(key)));
  const shape = recordShape(withShared(around.shared, rest), true);
  const kind = shape?.kind ?? around.kind;
  if (shape) rows.write(withShared(around.shared, object), { ...around, kind }, place);
  else for (const key of nestedKeys(rest)) rows.note("keys that hold none of these, left out", place, key);
  const shared = { ...around.shared, ...plainFields(rest) };
  for (const [key, value] of inner) {
    const others = shape && Array.isArray(value) ? withoutPresent(value, rest) : value;
    const below = shape ? withoutVersion(shared) : shared;
    walkDeployments(others, place, rows, { ...named(key, { ...around, kind }), shared: below }, depth + 1);
  }
}

function withShared(shared: JsonObject, object: JsonObject): JsonObject {
  return shared === nothingAround.shared ? object : { ...shared, ...object };
}

/** A record keeps what is nested in it, but for the versions that came before it. */
function holdsRecords(key: string, isRecord: boolean, object: JsonObject): boolean {
  const value = object[key];
  if (typeof value !== "object" || value === null) return false;
  const isLog = plainKey(key) === "changelog";
  if (isRecord && !isLog && !isListKey(key)) return false;
  const items = [...(Array.isArray(value) ? value : Object.values(value))].filter(isObject);
  if (isLog) return items.some(isDatedVersion);
  if (isListKey(key))
    return items.some((item) => isDatedVersion(item) || firstShape(item, true, plainFields(object)) !== null);
  return firstShape(value, true, plainFields(object)) !== null;
}

function named(key: string, around: Surroundings): Surroundings {
  if (isListKey(key) || isSortKey(key) || plainKey(key) === "changelog") return around;
  if (isEnvironment(key)) return { ...around, env: key };
  return isVersionLike(key) ? { ...around, version: key } : { ...around, name: key };
}

function isDatedVersion(value: JsonObject): boolean {
  const fields = fieldsOf(value);
  return versionOf(fields) !== null && firstOf(fields, timeKeys) !== undefined;
}

/** A history often holds the present version too. */
function withoutPresent(history: readonly unknown[], record: JsonObject): readonly unknown[] {
  const version = versionOf(fieldsOf(record));
  return history.filter((item) => !isObject(item) || version === null || versionOf(fieldsOf(item)) !== version);
}

/** Of a record with a history only what it is called holds for its former versions. */
function withoutVersion(shared: JsonObject): JsonObject {
  const lasting: readonly string[] = keysOf.name;
  return Object.fromEntries(Object.entries(shared).filter(([key]) => lasting.includes(plainKey(key))));
}

function nestedKeys(rest: JsonObject): readonly string[] {
  return Object.keys(rest).filter((key) => typeof rest[key] === "object" && rest[key] !== null);
}

function keysShown(object: JsonObject): string {
  const keys = Object.keys(object);
  return keys.length ? `its keys are ${keys.slice(0, 8).join(", ").slice(0, 200)}` : "it is empty";
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : String(value);
}
