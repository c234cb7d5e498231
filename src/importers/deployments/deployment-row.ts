import type { Sink } from "../importer.ts";
import { isObject, type JsonObject, jsonText } from "../json/json.ts";
import { Notes } from "../spans/notes.ts";
import type { Place } from "../spans/span-row.ts";
import { type Fields, fieldsOf, fieldText, firstOf, keysOf, statedTime, timeKeys } from "./deployment-fields.ts";

/** What is known of a record beside what it says itself. */
export interface Known {
  /** What it surely is; null where it must say so itself. */
  readonly kind: string | null;
  readonly name: string | null;
  readonly version: string | null;
  readonly env: string | null;
}

/** Makes rows of single records: a version of a prompt, a configuration, a deployment. */
export class DeploymentRows {
  private readonly notes = new Notes();
  private readonly sink: Sink;
  private readonly fileName: string | null;

  constructor(sink: Sink, path: string) {
    this.sink = sink;
    this.fileName = nameOfFile(path);
  }

  write(record: JsonObject, known: Known, place: Place, fields: Fields = fieldsOf(record)): void {
    const kind = known.kind ?? kindOf(fields);
    const row = {
      time_ns: this.time(fields, place),
      kind,
      name: fieldText(firstOf(fields, keysOf.name)) ?? known.name ?? this.nameFromFile(place),
      version: versionOf(fields) ?? known.version ?? (kind === "prompt" ? null : modelOf(fields)),
      author: fieldText(firstOf(fields, keysOf.author)),
      changelog: changelogOf(fields),
      env: environmentOf(fields) ?? known.env,
      config: jsonText(record),
    };
    if (row.version === null) this.notes.add("records without a version", place, row.name ?? "");
    this.sink.records(1);
    this.sink.deployment(row);
  }

  lose(place: Place, reason: string): void {
    this.sink.records(1);
    const { line, offset } = place;
    const where = line === null && offset !== undefined ? { line, offset } : { line };
    this.sink.issue({ ...where, reason, severity: "record" });
  }

  note(text: string, place: Place, example = ""): void {
    this.notes.add(text, place, example);
  }

  finish(): void {
    this.notes.tell(this.sink);
  }

  private time(fields: Fields, place: Place): bigint | null {
    const written = firstOf(fields, timeKeys);
    const time = statedTime(written);
    if (written === undefined) this.note("records that state no time, kept without one", place);
    else if (time === null) this.note("times that cannot be read, kept without one", place, fieldText(written) ?? "");
    else if (time.assumed === "day") this.note("days without a time, taken as midnight UTC", place, String(written));
    else if (time.assumed === "zone") this.note("times without a zone, taken as UTC", place, String(written));
    return time?.ns ?? null;
  }

  private nameFromFile(place: Place): string | null {
    if (this.fileName !== null) this.note("records without a name, called after the file", place, this.fileName);
    return this.fileName;
  }
}

/** The version that a record states; of a list of versions the last. */
export function versionOf(fields: Fields): string | null {
  const list = fields.get("versions");
  if (Array.isArray(list) && !fields.has("version")) return fieldText(list.at(-1));
  return fieldText(firstOf(fields, keysOf.version));
}

/** True for `1`, `v1.10` and `2.0.0-rc.1`. */
export function isVersionLike(text: string): boolean {
  return /^v?\d+(?:\.\d+)*(?:[-+][\w.]+)?$/i.test(text);
}

function modelOf(fields: Fields): string | null {
  return fieldText(firstOf(fields, keysOf.model));
}

function changelogOf(fields: Fields): string | null {
  const found = firstOf(fields, keysOf.changelog);
  if (!Array.isArray(found)) return fieldText(found);
  return (
    found.map((item) => (isObject(item) ? fieldText(Object.values(item), " ") : fieldText(item))).join("\n") || null
  );
}

/** Langfuse's label "latest" is on the newest version of every prompt and says nothing of where it runs. */
function environmentOf(fields: Fields): string | null {
  const found = firstOf(fields, keysOf.env);
  return fieldText(Array.isArray(found) ? found.filter((label) => label !== "latest") : found);
}

const sameKinds: ReadonlyMap<string, string> = new Map([
  ["prompt_template", "prompt"],
  ["system_prompt", "prompt"],
  ["retrieval", "config"],
  ["retrieval_config", "config"],
  ["configuration", "config"],
  ["settings", "config"],
  ["llm", "model"],
]);

/** What a record says it is, or what the only thing is whose version it states; "deployment" for several at once. */
function kindOf(fields: Fields): string {
  const stated = fieldText(firstOf(fields, keysOf.kind))?.trim().toLowerCase();
  if (stated) return sameKinds.get(stated.replace(/[\s-]+/g, "_")) ?? stated;
  const found: string[] = [];
  if (fields.has("prompt_version")) found.push("prompt");
  if (fields.has("retrieval_config_version") || fields.has("config_version")) found.push("config");
  if (firstOf(fields, ["model_version", ...keysOf.model]) !== undefined) found.push("model");
  return found.length === 1 && found[0] ? found[0] : "deployment";
}

const endings = /(?:\.(?:gz|zst|zip|ya?ml|json|jsonl|ndjson|csv|tsv|prompt|prompty|md|txt))+$/i;

/** The name of a file without its endings; that of its folder where the file is called after a version. */
function nameOfFile(path: string): string | null {
  const [file = "", folder = ""] = path.split(/[/\\]/).reverse();
  const base = file.replace(endings, "");
  return (isVersionLike(base) && folder ? folder : base) || null;
}
