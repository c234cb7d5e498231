import type { Engine } from "../../engine/engine.ts";
import { CellError } from "../../notebook/cell.ts";
import type { NotebookFiles } from "../../notebook/notebook-files.ts";
import { isRubricFile, parseRubric, parseRubricFile, type Rubric, type RubricField, rubricId } from "../rubric.ts";
import { shippedRubrics } from "../shipped-rubrics.ts";
import type { JudgeCall } from "./call.ts";
import type { JudgeSpec } from "./definition.ts";
import { type JudgedItem, judgedItem } from "./item.ts";
import { judgeRequest, type Order, requestKey } from "./request.ts";
import { type Selection, selectRows } from "./select-rows.ts";
import { answersEnding, readAnswers, type StoredAnswers, type StoredRubric } from "./stored-answers.ts";

/** All that a run would send, and all that is stored of it. */
export interface Plan {
  readonly rubric: Rubric;
  /** The rubric that it is held against; null where none is named. */
  readonly compared: Rubric | null;
  readonly selection: Selection;
  readonly items: readonly JudgedItem[];
  readonly calls: readonly JudgeCall[];
  /** The same items by the other rubric. */
  readonly comparedCalls: readonly JudgeCall[];
  readonly stored: StoredAnswers;
}

export interface Surroundings {
  readonly engine: Engine;
  readonly files: NotebookFiles;
  readonly signal: AbortSignal;
}

/** Draws the rows and writes down every call. Nothing leaves. */
export async function makePlan(spec: JudgeSpec, { engine, files, signal }: Surroundings): Promise<Plan> {
  const stored = readAnswers(await files.readLines(answersEnding));
  const rubric = await rubricOf(spec.rubric, files);
  const compared =
    spec.compare === undefined ? null : await comparedRubric(spec.compare, rubric, stored.rubrics, files);
  const fields = allFields(rubric, compared);
  const { selection, rows } = await selectRows(spec, rubric, fields, engine, { signal });
  const items = rows.map((row) => judgedItem(row, spec));
  const calls = await callsOf(spec, rubric, items, signal);
  const comparedCalls = compared ? await callsOf(spec, compared, items, signal) : [];
  return { rubric, compared, selection, items, calls, comparedCalls, stored };
}

/** A shipped rubric by its name, or a YAML file by its path from the notebook. */
async function rubricOf(named: string, files: NotebookFiles): Promise<Rubric> {
  const shipped = Object.hasOwn(shippedRubrics, named) ? shippedRubrics[named] : undefined;
  if (shipped !== undefined) return parseRubric(shipped);
  if (!isRubricFile(named))
    throw new CellError(
      `rubric: ${named}: is neither a YAML file nor one of ${Object.keys(shippedRubrics).join(", ")}`,
      { key: "rubric" },
    );
  return parseRubricFile(named, await textOf(named, files, "rubric"));
}

/** So too, or a version of the rubric that was run here before. */
async function comparedRubric(
  named: string,
  rubric: Rubric,
  known: readonly StoredRubric[],
  files: NotebookFiles,
): Promise<Rubric> {
  if (Object.hasOwn(shippedRubrics, named) || isRubricFile(named))
    return rubricOf(named, files).catch((error: Error) => {
      throw new CellError(error.message.replace(/^rubric/, "compare"), { key: "compare" });
    });
  const version = known.findLast((other) => other.name === rubric.name && other.version === named);
  if (version) return parseRubric(version.text);
  const versions = [...new Set(known.filter(({ name }) => name === rubric.name).map((other) => other.version))];
  const hint = versions.length ? `there is ${versions.join(", ")}` : "none was run in this notebook yet";
  throw new CellError(`compare: ${named}: no such version of ${rubric.name} was run here; ${hint}`, { key: "compare" });
}

async function textOf(path: string, files: NotebookFiles, key: string): Promise<string> {
  if (files.path() === null)
    throw new CellError(`${key}: ${path}: save the notebook first, so that the file can lie beside it`, { key });
  try {
    return await files.readText(path);
  } catch (error) {
    throw new CellError(`${key}: ${error instanceof Error ? error.message : String(error)}`, { key });
  }
}

/** Every field that either rubric names. One that only the other needs may be missing. */
function allFields(rubric: Rubric, compared: Rubric | null): readonly RubricField[] {
  const more = compared?.fields.filter(({ name }) => !rubric.fields.some((field) => field.name === name)) ?? [];
  return [...rubric.fields, ...more.map((field) => ({ ...field, optional: true }))];
}

async function callsOf(
  spec: JudgeSpec,
  rubric: Rubric,
  items: readonly JudgedItem[],
  signal: AbortSignal,
): Promise<readonly JudgeCall[]> {
  const orders: readonly Order[] = rubric.pair && spec.swap ? ["as it is", "swapped"] : ["as it is"];
  const calls: JudgeCall[] = [];
  for (let repeat = 0; repeat < spec.repeats; repeat++)
    for (const [item, judged] of items.entries())
      for (const order of orders) {
        signal.throwIfAborted();
        const request = await judgeRequest(spec, rubric, judged, { repeat, order });
        calls.push({ item, repeat, order, request, key: await requestKey(request, repeat) });
      }
  return calls;
}

/** Which model goes by which rubric: the rater of its scores. */
export function raterOf(spec: JudgeSpec, rubric: Rubric): string {
  return `${spec.model ?? "no model"}, ${rubricId(rubric)}`;
}
