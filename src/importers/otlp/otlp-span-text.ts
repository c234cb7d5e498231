import { isObject, type JsonObject } from "../json/json.ts";
import type { SpanContext } from "../spans/span-context.ts";
import type { SpanEvent, SpanLink } from "../spans/span-events.ts";
import type { SpanFields } from "../spans/span-row.ts";
import { objectsIn, partKeys, readEvent, readLink, sideOf, statusOf } from "./otlp.ts";
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

/**
 * Reads the text of one span after the other in the form that the Collector and the SDKs write. It knows what comes by
 * what came before, and compares where a parser must look; whatever is different it leaves to the parser.
 */
export class OtlpSpanText extends OtlpAttributes {
  private place = { line: 0 };
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

  /** Writes the span that a text is. @throws Unusual when a parser has to read it */
  write(text: string, context: SpanContext, line: number): void {
    const place = { line };
    this.place = place;
    this.open(text, 0, text.length);
    this.begin();
    this.expect(0x7b);
    let position = 0;
    do this.field(this.nextField(position++));
    while (this.goesOn(0x7d));
    const { traceId, spanId, parentId, name, startNs, endNs, events, links } = this;
    if ((traceId === "" && spanId === "" && name === "") || this.at < this.end) this.fail();
    const { status, statusMessage } = this.status;
    this.addParts();
    this.writer.write(
      { traceId, spanId, parentId, name, startNs, endNs, status, statusMessage, events, links, row: line, place },
      context,
    );
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
