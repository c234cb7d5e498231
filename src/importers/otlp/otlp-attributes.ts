import { isObject, parseJson } from "../json/json.ts";
import { TextCursor } from "../json/text-cursor.ts";
import type { KnownKey } from "../spans/attribute-keys.ts";
import { anyText } from "../spans/attributes.ts";
import type { SpanWriter } from "../spans/span-row.ts";

/** The text that one key's attributes begin with, up to the value, and the heads of those that were seen to follow. */
interface Head {
  readonly literal: string;
  readonly known: KnownKey;
  readonly form: "quoted" | "integer" | "double" | "boolean";
  readonly followers: Head[];
}

const followersAtMost = 6;
const headsAtMost = 5000;
const shape =
  /^\{\s*"key"\s*:\s*"([^"\\]+)"\s*,\s*"value"\s*:\s*\{\s*"(string|int|double|bool)Value"\s*:\s*("?)(?=[^\s])/;

/**
 * Reads lists of attributes in OTLP JSON. Spans of a program carry the same few attributes in the same few orders, so
 * as a rule the next one is known by a single comparison with those that followed the last one before.
 */
export class OtlpAttributes extends TextCursor {
  protected readonly writer: SpanWriter;
  private readonly heads = new Map<string, Head>();
  private firsts: Head[] = [];
  /** Which set of known keys the heads belong to. */
  private generation = -1;

  constructor(writer: SpanWriter) {
    super();
    this.writer = writer;
  }

  protected attributes(): void {
    this.expect(0x5b);
    if (this.code() === 0x5d) {
      this.at += 1;
      return;
    }
    this.checkGeneration();
    let followers = this.firsts;
    do followers = this.attribute(followers);
    while (this.goesOn(0x5d));
  }

  private attribute(expected: Head[]): Head[] {
    for (const head of expected) {
      // The same number may be written as text on another span.
      const quoted = this.text.charCodeAt(this.at + head.literal.length) === 0x22;
      if ((quoted && head.form !== "quoted") || !this.takes(head.literal)) continue;
      this.writer.facts.addKnown(head.known, this.rest(head.form));
      return head.followers;
    }
    return this.learn(expected);
  }

  /** The value behind a head, and the two brackets that end the attribute. */
  private rest(form: Head["form"]): string {
    const text = form === "quoted" ? this.restOfString() : this.scalar();
    this.expect(0x7d);
    this.expect(0x7d);
    if (form === "double") return doubleText(text);
    if (form === "integer" && !/^-?[1-9]\d*$|^0$/.test(text)) return anyText({ intValue: parseJson(text) });
    if (form === "boolean" && text !== "true" && text !== "false") this.fail();
    return text;
  }

  /** Parses the attribute that begins here, and makes it known to the one before. */
  private learn(followers: Head[]): Head[] {
    const start = this.at;
    const attribute = this.value();
    if (!isObject(attribute) || typeof attribute.key !== "string") this.fail();
    this.writer.facts.add(attribute.key, anyText(attribute.value));
    const head = this.headOf(this.text.slice(start, Math.min(this.at, start + 400)));
    if (!head) return followers;
    followers.unshift(head);
    if (followers.length > followersAtMost) followers.pop();
    return head.followers;
  }

  private headOf(attribute: string): Head | null {
    const match = shape.exec(attribute);
    const [literal = "", key = "", type = "", quote = ""] = match ?? [];
    const quoted = quote === '"';
    if (match === null || (quoted && (type === "double" || type === "bool")) || (!quoted && type === "string"))
      return null;
    const known = this.heads.get(literal);
    if (known) return known;
    if (this.heads.size >= headsAtMost) this.forget();
    const form = quoted ? "quoted" : type === "int" ? "integer" : type === "double" ? "double" : "boolean";
    const head: Head = { literal: detached(literal), known: this.writer.facts.keys.find(key), form, followers: [] };
    this.heads.set(head.literal, head);
    return head;
  }

  private checkGeneration(): void {
    const { generation } = this.writer.facts.keys;
    if (generation !== this.generation) this.forget();
    this.generation = generation;
  }

  private forget(): void {
    this.heads.clear();
    this.firsts = [];
  }
}

/** Doubles that are written as they would be written again. */
const plainDouble = /^-?(?:0(?!\.00000)|[1-9]\d{0,14})(?:\.\d{0,16}[1-9])?$/;

export function doubleText(text: string): string {
  if (plainDouble.test(text)) return text;
  const value = Number(text);
  return Number.isNaN(value) ? anyText({ doubleValue: parseJson(text) }) : String(value);
}

/** The same text without the memory of the larger text that it was cut from. */
function detached(text: string): string {
  return JSON.parse(JSON.stringify(text));
}
