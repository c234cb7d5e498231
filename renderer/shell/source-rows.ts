import type { SourceEntry } from "../../src/notebook/notebook.ts";
import type { SourceInfo } from "../../src/notebook/session-state.ts";
import { fileSizeText } from "./bytes-text.ts";
import { nameOf } from "./paths.ts";
import { minuteText } from "./time-text.ts";

/** A source as the side panel shows it. */
export interface SourceRow {
  readonly id: number;
  readonly path: string;
  readonly name: string;
  /** What it mostly brought: "6,412 spans". */
  readonly count: string;
  /** Records that could not be read. */
  readonly lost: number;
  /** Its columns can be given a meaning. */
  readonly isTable: boolean;
  /** It was not read again when the notebook was opened. */
  readonly isKept: boolean;
  readonly facts: readonly (readonly [label: string, value: string])[];
}

// In the order of what a source is known by.
const countNames: readonly (readonly [column: string, one: string, many: string])[] = [
  ["spans", "span", "spans"],
  ["scores", "score", "scores"],
  ["embeddings", "embedding", "embeddings"],
  ["documents", "document", "documents"],
  ["deployments", "deployment", "deployments"],
  ["rows", "row", "rows"],
];

/** @param keptFrom when it was read, in milliseconds since 1970, where that was not now */
export function sourceRow(source: SourceInfo, keptFrom: number | null = null): SourceRow {
  const number = (column: string) => Number(source[column] ?? 0);
  const counts = countNames
    .map(([column, one, many]) => ({ n: number(column), word: number(column) === 1 ? one : many }))
    .filter(({ n }) => n > 0);
  const [first] = counts;
  const path = String(source.path ?? "");
  const compression = source.compression ? `, ${String(source.compression)}` : "";
  return {
    id: number("source_id"),
    path,
    name: nameOf(path),
    count: first ? `${whole(first.n)} ${first.word}` : "nothing",
    lost: number("lost"),
    isKept: keptFrom !== null,
    isTable: ["table", "mapped"].includes(String(source.format)),
    facts: [
      ["format", `${String(source.format ?? "unknown")}${compression}`],
      ["size", fileSizeText(number("bytes"))],
      ...(keptFrom === null ? [] : [["from the cache, read", minuteText(keptFrom)] as const]),
      ...counts.map(({ n, word }) => [word, whole(n)] as const),
      ...fact("duplicates merged", number("duplicates")),
      ...fact("not read", number("lost")),
    ],
  };
}

function fact(label: string, n: number): (readonly [string, string])[] {
  return n > 0 ? [[label, whole(n)]] : [];
}

export function whole(n: number): string {
  return n.toLocaleString("en");
}

/** "1 record not read", "3 records not read"; null when everything was. */
export function lostText(rows: readonly SourceRow[]): string | null {
  const lost = rows.reduce((sum, row) => sum + row.lost, 0);
  if (lost === 0) return null;
  return lost === 1 ? "1 record not read" : `${whole(lost)} records not read`;
}

/** The entries of the notebook that no source in the tables answers to: files that are gone, or not read yet. */
export function unreadEntries(
  entries: readonly SourceEntry[],
  sources: readonly SourceInfo[],
  folder: string | null,
): readonly SourceEntry[] {
  const paths = sources.map((source) => slashes(String(source.path ?? "")));
  return entries.filter((entry) => {
    const full = resolvePath(folder, slashes(entry.path));
    // Of a pattern, the folder before its first sign.
    const folderOfPattern = full.replace(/\/[^/]*[*?[{].*$/, "");
    return !paths.some((path) => path === full || path.startsWith(`${folderOfPattern.replace(/\/$/, "")}/`));
  });
}

/** How it stands with an entry that no source answers to yet: being read, waiting for that, or left out. */
export function unreadWord(entry: SourceEntry, reading: string | null, busy: boolean): string {
  const path = slashes(entry.path).replace(/^(\.\.?\/)+/, "");
  const inHand = slashes(reading ?? "");
  if (inHand === path || inHand.endsWith(`/${path}`)) return "reading";
  return busy ? "waiting" : "not read";
}

function slashes(path: string): string {
  return path.replaceAll("\\", "/");
}

/** A path relative to a folder, with "." and ".." taken out. */
function resolvePath(folder: string | null, path: string): string {
  const rooted = /^(\/|[A-Za-z]:\/)/.test(path);
  const whole = rooted || folder === null ? path : `${slashes(folder).replace(/\/$/, "")}/${path}`;
  const parts: string[] = [];
  for (const part of whole.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
