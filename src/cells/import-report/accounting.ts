import { counted, groupDigits } from "../../widgets/format.ts";
import type { SourceReport } from "./result.ts";

type Counts = Pick<SourceReport, "records" | "lost" | "unreadEntries">;

/** Nothing at all came out of the file. */
export function isUnreadable({ records, unreadEntries }: Counts): boolean {
  return records === 0 && unreadEntries > 0;
}

/** "188 of 190 records read, 2 could not be read"; files of which nothing could be read are counted apart. */
export function accounting(sources: readonly Counts[]): string {
  const records = sources.reduce((sum, source) => sum + source.records, 0);
  const lost = sources.reduce((sum, source) => sum + source.lost, 0);
  const files = sources.filter(isUnreadable).length;
  if (files === sources.length) return files === 1 ? "could not be read" : `all ${files} could not be read`;
  return recordWords(records, lost) + (files ? `; ${counted(files, "file")} could not be read at all` : "");
}

function recordWords(records: number, lost: number): string {
  if (records === 0) return "no records";
  if (lost === 0) return records === 1 ? "1 record read" : `all ${counted(records, "record")} read`;
  return `${groupDigits(records - lost)} of ${counted(records, "record")} read, ${groupDigits(lost)} could not be read`;
}
