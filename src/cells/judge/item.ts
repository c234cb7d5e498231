import { type AddressType, findAddressed } from "../../text/addressed-to-judge.ts";
import type { Detection } from "../../text/detection.ts";
import { type PersonalType, personalTypes } from "../../text/personal-data.ts";
import { Redactor } from "../../text/redact.ts";
import { type Message, parseMessages } from "../../traces/messages.ts";
import type { JudgeSpec } from "./definition.ts";
import type { DrawnRow } from "./select-rows.ts";

/** A row as it leaves. */
export interface JudgedItem extends Omit<DrawnRow, "texts"> {
  /** What stands in the place of each field: personal data marked, long texts cut. null where there is nothing. */
  readonly texts: Readonly<Record<string, string | null>>;
  /** How many places were replaced, by type. */
  readonly redacted: Readonly<Partial<Record<PersonalType, number>>>;
  /** Places in the texts that seem to speak to the judge. */
  readonly addressed: readonly AddressedPlace[];
  /** The fields that were cut, with their whole length. */
  readonly cut: Readonly<Record<string, number>>;
}

export interface AddressedPlace extends Detection<AddressType> {
  readonly field: string;
}

/** Conversations as text, personal data out of it, cut to the longest that is sent. */
export function judgedItem({ texts, ...row }: DrawnRow, spec: JudgeSpec): JudgedItem {
  const redactor = new Redactor(redactedTypes(spec.redact));
  const sent: Record<string, string | null> = {};
  const cut: Record<string, number> = {};
  const addressed: AddressedPlace[] = [];
  for (const [field, text] of Object.entries(texts)) {
    const clean = text === null ? null : redactor.redact(readable(text));
    sent[field] = clean === null ? null : clean.slice(0, spec.max_chars);
    if (clean !== null && clean.length > spec.max_chars) cut[field] = clean.length;
    for (const place of findAddressed(sent[field] ?? "")) addressed.push({ field, ...place });
  }
  return { ...row, texts: sent, redacted: redactor.counts, addressed, cut };
}

export function redactedTypes(redact: JudgeSpec["redact"]): readonly PersonalType[] {
  if (typeof redact === "boolean") return redact ? personalTypes : [];
  return redact;
}

/** A conversation as its speakers' words; anything else as it is. */
function readable(text: string): string {
  const messages = parseMessages(text);
  if (!messages) return text;
  const [only] = messages;
  if (messages.length === 1 && only) return wordsOf(only);
  return messages.map((message) => `[${message.name ?? message.role}] ${wordsOf(message)}`).join("\n\n");
}

function wordsOf({ parts }: Message): string {
  return parts
    .map(({ type, label, text }) => (type === "text" ? text : `(${[type, label].filter(Boolean).join(" ")}) ${text}`))
    .join("\n");
}
