import { isObject, type JsonObject, jsonText } from "../json/json.ts";
import { IdFlags } from "../otel-sdk/id-flags.ts";
import { valueText } from "../spans/attributes.ts";
import { digestId, hexId, isBlankId, isHexId, spanIdDigits, traceIdDigits } from "../spans/ids.ts";

/*
 * Zipkin's client and server of one call may report under one id, and either of them in several pieces. Here each
 * record gets an id of its own, so that it makes a row: the client keeps the call's id, the server stands below it, and
 * further pieces stand below the first. A span whose parent is such a call stands below that half of it that ran where
 * the span did, as it does in Zipkin's own tree.
 */

/** What is known of the records with one id: which there are, and of those that do not share it whether one has a time. */
const client = 1;
const other = 2;
const shared = 4;
const ownRepeated = 8;
const sharedRepeated = 16;
const timed = 32;

/** What is known of a call's server in one place: that it shares the id or has it to itself, is repeated, has a time. */
const sharing = 1;
const alone = 2;
const halfRepeated = 4;
const halfTimed = 8;

export interface ZipkinIds {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  /** The id as it was written, when the row has another. */
  readonly sharedId: string;
  readonly role: "whole" | "server half" | "piece" | "repetition";
}

interface Trace {
  readonly written: unknown;
  /** Filled up. */
  readonly id: string;
  /** What the keys of all its spans begin with. */
  readonly beginning: string;
}

export class ZipkinHalves {
  private readonly flags = new IdFlags();
  /** By id in a trace, the records that had it: by their content the ids that they were given. */
  private readonly given = new Map<string, Map<string, string>>();
  private trace: Trace = { written: "", id: "", beginning: "/" };

  /** Takes note of one record; all must have been noted before ids are asked for. */
  note(span: JsonObject): void {
    const { beginning } = this.traceOf(span);
    const id = padded(span.id, spanIdDigits);
    const isSharing = isShared(span);
    const bits = isSharing ? shared : (span.kind === "CLIENT" ? client : other) | (span.timestamp ? timed : 0);
    const before = this.flags.add(beginning, id, bits);
    const again = isSharing ? before & shared && sharedRepeated : before & (client | other) && ownRepeated;
    if (again !== 0) this.flags.add(beginning, id, again);
    if (!isSharing && span.kind !== "SERVER") return;
    const half = halfKey(id, span);
    const known = this.flags.add(beginning, half, (isSharing ? sharing : alone) | (span.timestamp ? halfTimed : 0));
    if (known !== 0) this.flags.add(beginning, half, halfRepeated);
  }

  ids(span: JsonObject): ZipkinIds {
    const trace = this.traceOf(span);
    const id = padded(span.id, spanIdDigits);
    const flags = this.flags.get(trace.beginning, id);
    if (this.isHalf(span, flags)) return this.halfIds(span, trace, id);
    const above = this.parentOf(span, trace, id, padded(span.parentId, spanIdDigits));
    const whole: ZipkinIds = { traceId: trace.id, spanId: id, parentId: above, sharedId: "", role: "whole" };
    if ((flags & (isShared(span) ? sharedRepeated : ownRepeated)) === 0) return whole;
    return this.among(span, whole, Boolean(span.timestamp) || (flags & timed) === 0);
  }

  /** Spans that stand together often are of one trace. */
  private traceOf({ traceId }: JsonObject): Trace {
    if (traceId === this.trace.written) return this.trace;
    const id = padded(traceId, traceIdDigits);
    this.trace = { written: traceId, id, beginning: `${id}/` };
    return this.trace;
  }

  private halfIds(span: JsonObject, { id: traceId, beginning }: Trace, id: string): ZipkinIds {
    const key = halfKey(id, span);
    const flags = this.flags.get(beginning, key);
    const spanId = halfId(beginning, key);
    const half: ZipkinIds = { traceId, spanId, parentId: id, sharedId: id, role: "server half" };
    if ((flags & halfRepeated) === 0) return half;
    return this.among(span, half, Boolean(span.timestamp) || (flags & halfTimed) === 0);
  }

  /** True for the server of a call whose client is in the file too. */
  private isHalf(span: JsonObject, flags: number): boolean {
    if (isShared(span)) return (flags & (client | other)) !== 0;
    return span.kind === "SERVER" && (flags & client) !== 0;
  }

  private parentOf(span: JsonObject, { beginning }: Trace, id: string, parentId: string): string {
    if (parentId === id || parentId === "") return "";
    const flags = this.flags.get(beginning, parentId);
    if ((flags & (client | other)) === 0) return parentId;
    const key = halfKey(parentId, span);
    const half = this.flags.get(beginning, key);
    return half & sharing || (half & alone && flags & client) ? halfId(beginning, key) : parentId;
  }

  /** The ids of a record among those with the same: the first keeps them, another has one made from its content. */
  private among(span: JsonObject, ids: ZipkinIds, mayBeFirst: boolean): ZipkinIds {
    const key = `${ids.traceId}/${ids.spanId}`;
    const content = digestId(jsonText(span), 32);
    const records = this.given.get(key) ?? new Map<string, string>();
    this.given.set(key, records);
    const known = records.get(content);
    if (known === ids.spanId) return { ...ids, role: "repetition" };
    const isFirst = known === undefined && mayBeFirst && !records.has(first);
    if (isFirst) records.set(first, ids.spanId);
    const own = known ?? (isFirst ? ids.spanId : digestId(`${key}\n${content}`, spanIdDigits));
    records.set(content, own);
    if (isFirst) return ids;
    return { ...ids, spanId: own, parentId: ids.spanId, sharedId: ids.sharedId || ids.spanId, role: "piece" };
  }
}

/** The place, among contents, of the one that has the id to itself. */
const first = "";

function isShared(span: JsonObject): boolean {
  return span.shared === true && span.kind !== "CLIENT";
}

/** Ids of 64 bits where 128 belong, and ids with their leading zeros cut off, are filled up. */
function padded(id: unknown, digits: number): string {
  if (typeof id === "string" && isHexId(id, digits) && !isBlankId(id)) return id;
  const hex = hexId(id === undefined || id === null ? "" : valueText(id), digits);
  if (isBlankId(hex)) return "";
  return isHexId(hex, hex.length) ? hex.padStart(digits, "0") : hex;
}

/** A call's server in one place, in its trace. */
function halfKey(id: string, { localEndpoint }: JsonObject): string {
  if (!isObject(localEndpoint)) return `${id}\n`;
  const { serviceName, ipv4, ipv6 } = localEndpoint;
  return `${id}\n${serviceName ?? ""}\n${ipv4 ?? ipv6 ?? ""}`;
}

function halfId(beginning: string, key: string): string {
  return digestId(`${beginning}${key}`, spanIdDigits);
}
