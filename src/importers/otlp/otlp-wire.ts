import { base64Encode } from "@bufbuild/protobuf/wire";
import type { JsonObject } from "../json/json.ts";
import { bytesToHex } from "../spans/ids.ts";
import type { SpanEvent, SpanLink } from "../spans/span-events.ts";
import { readTime } from "../spans/times.ts";
import { WireReader } from "../wire.ts";

/*
 * The leaves of OTLP's messages in protobuf's wire format: opentelemetry-proto, common/v1, resource/v1, trace/v1,
 * logs/v1. Fields that are not known are passed over.
 */

/** An attribute with its plain value, as `anyValue` gives it for JSON. */
export type Attribute = readonly [key: string, value: unknown];

export interface WireSpan {
  traceId: string;
  spanId: string;
  parentId: string;
  traceState: string;
  name: string;
  kind: number;
  start: bigint;
  end: bigint;
  readonly attributes: Attribute[];
  droppedAttributes: number;
  readonly events: SpanEvent[];
  droppedEvents: number;
  readonly links: SpanLink[];
  droppedLinks: number;
  status: number;
  statusMessage: string;
}

export interface WireScope {
  name: string;
  version: string;
  readonly attributes: Attribute[];
}

export interface WireLog {
  time: bigint;
  observed: bigint;
  traceId: string;
  spanId: string;
  eventName: string;
  body: unknown;
  readonly attributes: Attribute[];
}

const deepest = 200;

export function readWireSpan(bytes: Uint8Array): WireSpan {
  const wire = new WireReader(bytes);
  const span = emptySpan();
  while (wire.next()) readSpanField(wire, span);
  return span;
}

export function readWireResource(bytes: Uint8Array): Attribute[] {
  const wire = new WireReader(bytes);
  const attributes: Attribute[] = [];
  while (wire.next()) {
    if (wire.field === 1) attributes.push(readPair(wire, 0));
    else wire.skip();
  }
  return attributes;
}

export function readWireScope(bytes: Uint8Array): WireScope {
  const wire = new WireReader(bytes);
  const scope: WireScope = { name: "", version: "", attributes: [] };
  while (wire.next()) {
    if (wire.field === 1) scope.name = wire.text();
    else if (wire.field === 2) scope.version = wire.text();
    else if (wire.field === 3) scope.attributes.push(readPair(wire, 0));
    else wire.skip();
  }
  return scope;
}

export function readWireLog(bytes: Uint8Array): WireLog {
  const wire = new WireReader(bytes);
  const log: WireLog = { time: 0n, observed: 0n, traceId: "", spanId: "", eventName: "", body: null, attributes: [] };
  while (wire.next()) {
    if (wire.field === 1) log.time = wire.fixed64();
    else if (wire.field === 5) log.body = readAny(wire, 0);
    else if (wire.field === 6) log.attributes.push(readPair(wire, 0));
    else if (wire.field === 9) log.traceId = bytesToHex(wire.raw());
    else if (wire.field === 10) log.spanId = bytesToHex(wire.raw());
    else if (wire.field === 11) log.observed = wire.fixed64();
    else if (wire.field === 12) log.eventName = wire.text();
    else wire.skip();
  }
  return log;
}

function emptySpan(): WireSpan {
  return {
    traceId: "",
    spanId: "",
    parentId: "",
    traceState: "",
    name: "",
    kind: 0,
    start: 0n,
    end: 0n,
    attributes: [],
    droppedAttributes: 0,
    events: [],
    droppedEvents: 0,
    links: [],
    droppedLinks: 0,
    status: 0,
    statusMessage: "",
  };
}

function readSpanField(wire: WireReader, span: WireSpan): void {
  const { field } = wire;
  if (field === 1) span.traceId = bytesToHex(wire.raw());
  else if (field === 2) span.spanId = bytesToHex(wire.raw());
  else if (field === 3) span.traceState = wire.text();
  else if (field === 4) span.parentId = bytesToHex(wire.raw());
  else if (field === 5) span.name = wire.text();
  else if (field === 6) span.kind = wire.uint();
  else if (field === 7) span.start = wire.fixed64();
  else if (field === 8) span.end = wire.fixed64();
  else if (field === 9) span.attributes.push(readPair(wire, 0));
  else if (field === 10) span.droppedAttributes = wire.uint();
  else if (field === 11) span.events.push(readEvent(wire));
  else if (field === 12) span.droppedEvents = wire.uint();
  else if (field === 13) span.links.push(readLink(wire));
  else if (field === 14) span.droppedLinks = wire.uint();
  else if (field === 15) readStatus(wire, span);
  else wire.skip();
}

function readStatus(wire: WireReader, span: WireSpan): void {
  const outer = wire.enter();
  while (wire.next()) {
    if (wire.field === 2) span.statusMessage = wire.text();
    else if (wire.field === 3) span.status = wire.uint();
    else wire.skip();
  }
  wire.leave(outer);
}

function readEvent(wire: WireReader): SpanEvent {
  let time = 0n;
  let name = "";
  const attributes: Record<string, unknown> = Object.create(null);
  const outer = wire.enter();
  while (wire.next()) {
    if (wire.field === 1) time = wire.fixed64();
    else if (wire.field === 2) name = wire.text();
    else if (wire.field === 3) addPair(attributes, wire, 0);
    else wire.skip();
  }
  wire.leave(outer);
  return { name, timeNs: readTime(time)?.ns ?? null, attributes };
}

function readLink(wire: WireReader): SpanLink {
  let traceId = "";
  let spanId = "";
  let traceState = "";
  const attributes: Record<string, unknown> = Object.create(null);
  const outer = wire.enter();
  while (wire.next()) {
    if (wire.field === 1) traceId = bytesToHex(wire.raw());
    else if (wire.field === 2) spanId = bytesToHex(wire.raw());
    else if (wire.field === 3) traceState = wire.text();
    else if (wire.field === 4) addPair(attributes, wire, 0);
    else wire.skip();
  }
  wire.leave(outer);
  return { traceId, spanId, traceState, attributes };
}

function addPair(object: Record<string, unknown>, wire: WireReader, depth: number): void {
  const [key, value] = readPair(wire, depth);
  object[key] = value;
}

function readPair(wire: WireReader, depth: number): Attribute {
  let key = "";
  let value: unknown = null;
  const outer = wire.enter();
  while (wire.next()) {
    if (wire.field === 1) key = wire.text();
    else if (wire.field === 2) value = readAny(wire, depth + 1);
    else wire.skip();
  }
  wire.leave(outer);
  return [key, value];
}

function readAny(wire: WireReader, depth: number): unknown {
  if (depth > deepest) throw new Error(`attribute: nested too deeply: more than ${deepest} levels`);
  let value: unknown = null;
  const outer = wire.enter();
  while (wire.next()) {
    if (wire.field === 1) value = wire.text();
    else if (wire.field === 2) value = wire.uint() !== 0;
    else if (wire.field === 3) value = integer(wire.int64());
    else if (wire.field === 4) value = double(wire.double());
    else if (wire.field === 5) value = readList(wire, depth + 1);
    else if (wire.field === 6) value = readPairs(wire, depth + 1);
    else if (wire.field === 7) value = base64Encode(wire.raw());
    else wire.skip();
  }
  wire.leave(outer);
  return value;
}

function readList(wire: WireReader, depth: number): unknown[] {
  const values: unknown[] = [];
  const outer = wire.enter();
  while (wire.next()) {
    if (wire.field === 1) values.push(readAny(wire, depth + 1));
    else wire.skip();
  }
  wire.leave(outer);
  return values;
}

function readPairs(wire: WireReader, depth: number): JsonObject {
  const object: Record<string, unknown> = Object.create(null);
  const outer = wire.enter();
  while (wire.next()) {
    if (wire.field === 1) addPair(object, wire, depth + 1);
    else wire.skip();
  }
  wire.leave(outer);
  return object;
}

function integer(digits: string): unknown {
  return digits.length <= 15 ? Number(digits) : digits;
}

function double(value: number): unknown {
  return Number.isFinite(value) ? value : String(value);
}
