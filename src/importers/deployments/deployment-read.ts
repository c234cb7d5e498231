import type { Input, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { readJsonInContext } from "../json/json-context.ts";
import type { Frame, JsonPiece, Shape } from "../json/json-stream.ts";
import { readRows } from "../rows.ts";
import type { Place } from "../spans/span-row.ts";
import { deploymentContent } from "./deployment-content.ts";
import { DeploymentRows } from "./deployment-row.ts";
import { plainFields } from "./deployment-shapes.ts";
import { nothingAround, type Surroundings, walkDeployments } from "./deployment-walk.ts";
import { dotpromptRecord, splitDotprompt } from "./dotprompt.ts";
import { quotedVersions } from "./quoted-versions.ts";
import { type YamlDocument, yamlDocuments } from "./yaml-documents.ts";

const largestText = 4 * 1024 * 1024;

/** Reads prompts, configurations and deployments, whichever a file holds and however it is written. */
export async function readDeployments(input: Input, sink: Sink): Promise<void> {
  const rows = new DeploymentRows(sink, input.path);
  const syntax = deploymentContent(input.sample)?.syntax;
  if (syntax === "rows") await readRows(input, sink, (row, place) => walkDeployments(withoutBlanks(row), place, rows));
  else if (syntax === "json") await readJsonText(input, sink, rows);
  else {
    const text = await wholeText(input, sink);
    if (text === null) rows.lose({ line: 1 }, `longer than ${largestText / 2 ** 20} MB, which no file of prompts is`);
    else if (syntax === "dotprompt") readDotprompt(text, rows);
    else readYaml(text, rows);
  }
  rows.finish();
}

function withoutBlanks(row: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== ""));
}

async function wholeText(input: Input, sink: Sink): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of input.utf8()) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > largestText) return null;
    await sink.drain();
  }
  return text + decoder.decode();
}

function readDotprompt(text: string, rows: DeploymentRows): void {
  const parts = splitDotprompt(text);
  if (!parts) return;
  const place = { line: parts.line };
  const { record, damage } = dotpromptRecord(parts);
  if (damage) rows.note(`front matter that is not valid YAML (${damage.text}), kept as text`, { line: damage.line });
  if (parts.template === null) rows.note("prompts without a template: the front matter has no end", place);
  guarded(rows, place, () => rows.write(record, { ...nothingAround, kind: "prompt" }, place));
}

function readYaml(text: string, rows: DeploymentRows): void {
  for (const document of yamlDocuments(text)) {
    for (const { line, text: remark, example } of document.remarks) rows.note(remark, { line }, example);
    readDocument(document, rows, 0);
    const { damage, hiddenFrom } = document;
    if (!damage) continue;
    const lost = hiddenFrom === null || readElements(text, hiddenFrom, rows) > 0;
    if (!lost) rows.note(`a list that is not valid YAML as a whole (${damage.text}), read by its elements`, damage);
    else if (hiddenFrom === null) rows.lose({ line: damage.line }, `not valid YAML: ${damage.text}`);
  }
}

/** Of a damaged list the elements before the damage count; half of a record is none. */
function readDocument({ value, line, lineOf, damage }: YamlDocument, rows: DeploymentRows, above: number): void {
  if (value === undefined || value === null || (damage && !Array.isArray(value))) return;
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const [at, item] of items.entries()) {
    const place = { line: above + (Array.isArray(value) ? lineOf(at) : line) };
    guarded(rows, place, () => walkDeployments(item, place, rows));
  }
}

/** Reads the elements of a list one by one, from a line on to the document's end. Gives how many of them are lost. */
function readElements(text: string, from: number, rows: DeploymentRows): number {
  let lost = 0;
  for (const { element, above } of elementsFrom(text.split("\n"), from)) {
    for (const document of yamlDocuments(element)) {
      readDocument(document, rows, above);
      if (!document.damage) continue;
      lost += 1;
      rows.lose({ line: above + document.damage.line }, `not valid YAML: ${document.damage.text}`);
    }
  }
  return lost;
}

function* elementsFrom(lines: readonly string[], from: number): Generator<{ element: string; above: number }> {
  const end = lines.findIndex((line, at) => at >= from && /^(?:---|\.\.\.)(?:\s|$)/.test(line));
  const last = end < 0 ? lines.length : end;
  const [dash = "- "] = /^\s*-(?:\s|$)/.exec(lines[from - 1] ?? "") ?? [];
  let start = from - 1;
  for (let at = from; at <= last; at += 1) {
    if (at < last && !lines[at]?.startsWith(dash)) continue;
    yield { element: `${lines.slice(start, at).join("\n")}\n`, above: start };
    start = at;
  }
}

const histories = ["deployments", "promotions", "events"];
const answers = ["data", "prompt_versions", "model_versions"];
const list: Shape = { items: {} };
const shape: Shape = { ...list, keys: Object.fromEntries([...histories, ...answers].map((key) => [key, list])) };

async function readJsonText(input: Input, sink: Sink, rows: DeploymentRows): Promise<void> {
  const open = () => quotedVersions(input.utf8());
  const options = { open, shape, missing: withoutName, firstTells: true, signal: input.signal };
  for await (const pieces of readJsonInContext(options)) {
    for (const piece of pieces) takePiece(piece, rows);
    await sink.drain();
  }
}

/** A name that all records of a list share may stand behind it; what an API answers has none. */
function withoutName(frames: readonly Frame[]): number {
  const last = frames.at(-1);
  const isHistory = last !== undefined && histories.includes(last.key) && last.offset >= 0;
  return isHistory && last.rest.name === undefined ? last.offset : -1;
}

function takePiece(piece: JsonPiece, rows: DeploymentRows): void {
  if (piece.type === "damage") rows.lose(piece, piece.reason);
  if (piece.type !== "record") return;
  const { value, line, frames } = piece;
  guarded(rows, { line }, () => walkDeployments(value, { line }, rows, around(frames)));
}

function around(frames: readonly Frame[]): Surroundings {
  if (frames.every(({ rest }) => Object.keys(rest).length === 0)) return nothingAround;
  const shared: JsonObject = Object.assign({}, ...frames.map(({ rest }) => (isObject(rest) ? plainFields(rest) : {})));
  return { ...nothingAround, shared };
}

function guarded(rows: DeploymentRows, place: Place, read: () => void): void {
  try {
    read();
  } catch (error) {
    rows.lose(place, error instanceof Error ? error.message : String(error));
  }
}
