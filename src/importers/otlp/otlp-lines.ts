import { isObject, type JsonObject } from "../json/json.ts";
import type { SpanContext } from "../spans/span-context.ts";
import type { SpanEvent, SpanLink } from "../spans/span-events.ts";
import type { SpanFields } from "../spans/span-row.ts";
import { objectsIn, otlpContext, partKeys, readEvent, readLink, sideOf, statusOf } from "./otlp.ts";
import { OtlpAttributes } from "./otlp-attributes.ts";

/** Text that a field of a span begins with, up to its value. */
interface FieldHead {
  readonly literal: string;
  readonly field: string;
}

type Status = Pick<SpanFields, "status" | "statusMessage">;

const unset: Status = { status: "UNSET", statusMessage: "" };
const noEvents: readonly SpanEvent[] = [];
const noLinks: readonly SpanLink[] = [];
const statusesAtMost = 1000;
/** So many lines in a row that are in another form, and no more are tried. */
const patience = 100;

/**
 * A quick way through lines in the form that the Collector and the SDKs write: one request, the resource before its
 * scopes and each scope before its spans. It knows what comes by what came before, and compares where a parser must
 * look. Whatever is different it leaves to the parser, and says which spans it has written by then.
 */
export class OtlpLines extends OtlpAttributes {
  /** The spans of the last line that have been written, each by both of its ids. */
  readonly written: string[] = [];
  private failures = 0;
  private place = { line: 0 };
  private context: SpanContext | null = null;
  private resource: JsonObject = {};
  /** The text before the first span of the last resource that was parsed, and what it says. */
  private head = "";
  private headContext: SpanContext | null = null;
  private headResource: JsonObject = {};
  private readonly fields: FieldHead[] = [];
  private readonly statuses = new Map<string, Status>();
  /** How the last status was written, and what it says. */
  private statusText = "";
  private lastStatus = unset;
  private traceId = "";
  private spanId = "";
  private parentId = "";
  private name = "";
  private startNs: bigint | null = null;
  private endNs: bigint | null = null;
  private status = unset;
  private events = noEvents;
  private links = noLinks;
  private side = "";
  private traceState = "";
  private droppedAttributes = "";
  private droppedEvents = "";
  private droppedLinks = "";

  /** Writes the spans of a line; false when a parser has to read it, without those that are `written`. */
  read(text: string, from: number, to: number, line: number): boolean {
    this.written.length = 0;
    if (this.failures > patience) return false;
    this.open(text, from, to);
    this.place = { line };
    try {
      this.request();
      this.failures = 0;
      return true;
    } catch {
      this.failures += 1;
      return false;
    }
  }

  private request(): void {
    this.expect(0x7b);
    if (!this.takes('"resourceSpans"')) this.fail();
    this.expect(0x3a);
    this.expect(0x5b);
    do this.resourceSpans();
    while (this.goesOn(0x5d));
    this.expect(0x7d);
    if (this.at < this.end) this.fail();
  }

  private resourceSpans(): void {
    if (this.head !== "" && this.takes(this.head)) {
      this.resource = this.headResource;
      this.context = this.headContext;
    } else {
      this.newHead();
    }
    this.spans();
    this.restOfObject();
    while (this.goesOn(0x5d)) {
      this.scope();
      this.spans();
      this.restOfObject();
    }
    this.restOfObject();
  }

  private newHead(): void {
    const start = this.at;
    this.resource = this.objectUntil("scopeSpans");
    this.expect(0x5b);
    this.scope();
    this.head = this.text.slice(start, this.at);
    this.headResource = this.resource;
    this.headContext = this.context;
  }

  private scope(): void {
    const scopeSpans = this.objectUntil("spans");
    this.expect(0x5b);
    this.context = otlpContext(this.writer, this.resource, scopeSpans);
  }

  /** The fields of an object up to this one, whose value is next. */
  private objectUntil(last: string): JsonObject {
    const object: Record<string, unknown> = {};
    this.expect(0x7b);
    for (;;) {
      const key = this.string();
      this.expect(0x3a);
      if (key === last) return object;
      if (key in object) this.fail();
      object[key] = this.value();
      if (!this.goesOn(0x7d)) this.fail();
    }
  }

  /** Passes over what stands behind the list in an object; nothing there may change what came before it. */
  private restOfObject(): void {
    while (this.goesOn(0x7d)) {
      const key = this.string();
      this.expect(0x3a);
      if (/^(?:resource|scope|spans|instrumentation)/i.test(key)) this.fail();
      this.raw();
    }
  }

  private spans(): void {
    if (this.code() === 0x5d) {
      this.at += 1;
      return;
    }
    do this.span();
    while (this.goesOn(0x5d));
  }

  private span(): void {
    const { writer } = this;
    this.begin();
    this.expect(0x7b);
    let position = 0;
    do this.field(this.nextField(position++));
    while (this.goesOn(0x7d));
    const { traceId, spanId, parentId, name, startNs, endNs, events, links, place, context } = this;
    if ((traceId === "" && spanId === "" && name === "") || context === null) this.fail();
    const { status, statusMessage } = this.status;
    this.addParts();
    writer.write(
      { traceId, spanId, parentId, name, startNs, endNs, status, statusMessage, events, links, row: place.line, place },
      context,
    );
    this.written.push(`${traceId}/${spanId}`);
  }

  private begin(): void {
    this.writer.facts.begin();
    this.traceId = "";
    this.spanId = "";
    this.parentId = "";
    this.name = "";
    this.startNs = null;
    this.endNs = null;
    this.status = unset;
    this.events = noEvents;
    this.links = noLinks;
    this.side = "";
    this.traceState = "";
    this.droppedAttributes = "";
    this.droppedEvents = "";
    this.droppedLinks = "";
  }

  /** The name of the field that begins here, with its value next; as a rule the one that stood there in other spans. */
  private nextField(position: number): string {
    const expected = this.fields[position];
    if (expected !== undefined && this.takes(expected.literal)) return expected.field;
    const start = this.at;
    const field = this.string();
    this.expect(0x3a);
    if (position < 40) this.fields[position] = { literal: this.text.slice(start, this.at), field };
    return field;
  }

  private field(field: string): void {
    if (field === "traceId") this.traceId = this.string();
    else if (field === "spanId") this.spanId = this.string();
    else if (field === "parentSpanId") this.parentId = this.string();
    else if (field === "name") this.name = this.string();
    else if (field === "startTimeUnixNano") this.startNs = this.time();
    else if (field === "endTimeUnixNano") this.endNs = this.time();
    else if (field === "attributes") this.attributes();
    else if (field === "status") this.status = this.readStatus();
    else if (field === "events") this.events = this.list()?.map(readEvent) ?? noEvents;
    else if (field === "links") this.links = this.list()?.map(readLink) ?? noLinks;
    else this.otherField(field);
  }

  private otherField(field: string): void {
    if (field === "kind") this.side = sideOf(this.code() === 0x22 ? this.string() : Number(this.scalar()));
    else if (field === "traceState") this.traceState = this.string();
    else if (field === "droppedAttributesCount") this.droppedAttributes = this.count();
    else if (field === "droppedEventsCount") this.droppedEvents = this.count();
    else if (field === "droppedLinksCount") this.droppedLinks = this.count();
    else if (field.includes("_")) this.fail();
    else this.raw();
  }

  private addParts(): void {
    const { facts } = this.writer;
    if (this.side !== "") facts.addPart(partKeys.side, this.side);
    if (this.traceState !== "") facts.addPart(partKeys.traceState, this.traceState);
    if (this.droppedAttributes !== "") facts.addPart(partKeys.droppedAttributes, this.droppedAttributes);
    if (this.droppedEvents !== "") facts.addPart(partKeys.droppedEvents, this.droppedEvents);
    if (this.droppedLinks !== "") facts.addPart(partKeys.droppedLinks, this.droppedLinks);
  }

  private count(): string {
    const count = this.code() === 0x22 ? this.string() : this.scalar();
    return count === "0" || count === "null" ? "" : count;
  }

  private time(): bigint | null {
    const written = this.code() === 0x22 ? this.string() : this.value();
    const usual = typeof written === "string" && written.length === 19 ? this.writer.nanos(written) : null;
    return usual ?? this.writer.time(written, this.place)?.ns ?? null;
  }

  /** Null for an empty list, which most are. */
  private list(): readonly JsonObject[] | null {
    return this.takes("[]") ? null : objectsIn(this.value());
  }

  private readStatus(): Status {
    if (this.statusText !== "" && this.takes(this.statusText)) return this.lastStatus;
    const raw = this.raw();
    const status = this.statuses.get(raw) ?? this.parseStatus(raw);
    this.statusText = raw;
    this.lastStatus = status;
    return status;
  }

  private parseStatus(raw: string): Status {
    const value: unknown = JSON.parse(raw);
    if (!isObject(value)) this.fail();
    const message = value.message ?? "";
    if (typeof message !== "string") this.fail();
    const status: Status = { status: statusOf(value.code), statusMessage: message };
    if (this.statuses.size >= statusesAtMost) this.statuses.clear();
    this.statuses.set(raw, status);
    return status;
  }
}
