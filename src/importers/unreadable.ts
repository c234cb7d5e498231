import { unknownYaml } from "./deployments/unknown-yaml.ts";
import { knownFile } from "./file-kinds.ts";
import type { Issue, Sample } from "./importer.ts";
import { knownArchive } from "./zip/zip-kinds.ts";

/** What to say of a file that no importer takes. An empty one has lost nothing; any other could not be read. */
export function unreadable(sample: Sample): Issue {
  const reason = whyUnreadable(sample);
  if (sample.text?.trim() === "" && sample.whole) return { line: null, reason, severity: "note" };
  return { line: null, reason: `not imported: ${reason}`, severity: "record", records: 0 };
}

export function whyUnreadable(sample: Sample): string {
  if (sample.head.length === 0) return "the file is empty";
  return sample.whole && sample.text?.trim() === "" ? "the file holds nothing but blanks" : problem(sample);
}

function problem(sample: Sample): string {
  const { head, text, entries } = sample;
  const known = (entries && knownArchive(entries)) ?? knownFile(head);
  if (known && text === null) return known;
  if (text === null) return `this is binary data of an unknown kind (it begins with the bytes ${firstBytes(head)})`;
  if (/^\s*<(!doctype|html|\?xml|svg)/i.test(text)) return "this is HTML or XML, not an export of data";
  if (/^\s*[{[]/.test(text)) return "this begins like JSON but is not JSON";
  const yaml = unknownYaml(sample);
  if (yaml !== null) return yaml;
  return "this is text without records: no JSON, and no columns that a comma, semicolon, tab or bar would separate";
}

function firstBytes(head: Uint8Array): string {
  return Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
