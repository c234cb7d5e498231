/** What is wrong with a notebook by the public schema of nbformat 4.5, as far as code and markdown cells go. */
export function nbformatProblems(value: unknown): readonly string[] {
  const problems: string[] = [];
  const need = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  if (!isObject(value)) return ["not an object"];
  keys(value, ["cells", "metadata", "nbformat", "nbformat_minor"], [], "notebook", problems);
  need(value.nbformat === 4, "nbformat is 4");
  need(typeof value.nbformat_minor === "number" && value.nbformat_minor >= 5, "nbformat_minor is at least 5");
  const { metadata } = value;
  need(isObject(metadata), "metadata is an object");
  if (isObject(metadata) && metadata.language_info !== undefined)
    need(
      isObject(metadata.language_info) && typeof metadata.language_info.name === "string",
      "language_info has a name",
    );
  need(Array.isArray(value.cells), "cells is a list");
  const cells = Array.isArray(value.cells) ? (value.cells as readonly unknown[]) : [];
  for (const [index, cell] of cells.entries()) cellProblems(cell, `cell ${index}`, problems);
  const ids = cells.map((cell) => (isObject(cell) ? cell.id : null));
  need(new Set(ids).size === ids.length, "ids differ");
  return problems;
}

function cellProblems(cell: unknown, place: string, problems: string[]): void {
  if (!isObject(cell)) {
    problems.push(`${place} is an object`);
    return;
  }
  const common = ["id", "cell_type", "metadata", "source"];
  if (typeof cell.id !== "string" || !/^[a-zA-Z0-9-_]{1,64}$/.test(cell.id)) problems.push(`${place}: id`);
  if (!isObject(cell.metadata)) problems.push(`${place}: metadata`);
  if (!isText(cell.source)) problems.push(`${place}: source`);
  if (cell.cell_type === "markdown") keys(cell, common, ["attachments"], place, problems);
  else codeProblems(cell, common, place, problems);
}

function codeProblems(
  cell: Readonly<Record<string, unknown>>,
  common: readonly string[],
  place: string,
  problems: string[],
): void {
  if (cell.cell_type !== "code") {
    problems.push(`${place}: cell_type`);
    return;
  }
  keys(cell, [...common, "outputs", "execution_count"], [], place, problems);
  if (cell.execution_count !== null && !Number.isInteger(cell.execution_count)) problems.push(`${place}: count`);
  if (!Array.isArray(cell.outputs)) {
    problems.push(`${place}: outputs`);
    return;
  }
  for (const output of cell.outputs) outputProblems(output, place, problems);
}

function outputProblems(output: unknown, place: string, problems: string[]): void {
  if (!isObject(output)) {
    problems.push(`${place}: output`);
    return;
  }
  if (output.output_type === "error") {
    keys(output, ["output_type", "ename", "evalue", "traceback"], [], place, problems);
    const list = output.traceback;
    if (!Array.isArray(list) || list.some((line) => typeof line !== "string")) problems.push(`${place}: traceback`);
    return;
  }
  if (output.output_type !== "display_data") {
    problems.push(`${place}: output_type`);
    return;
  }
  keys(output, ["output_type", "data", "metadata"], [], place, problems);
  if (!isObject(output.data) || !Object.values(output.data).every(isText)) problems.push(`${place}: data`);
}

function keys(
  value: Readonly<Record<string, unknown>>,
  needed: readonly string[],
  allowed: readonly string[],
  place: string,
  problems: string[],
): void {
  for (const key of needed) if (!(key in value)) problems.push(`${place}: ${key} is missing`);
  for (const key of Object.keys(value))
    if (![...needed, ...allowed].includes(key)) problems.push(`${place}: ${key} is not allowed`);
}

function isText(value: unknown): boolean {
  return typeof value === "string" || (Array.isArray(value) && value.every((line) => typeof line === "string"));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
