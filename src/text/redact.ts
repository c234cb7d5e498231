import type { Detection } from "./detection.ts";
import { findPersonalData, type PersonalType } from "./personal-data.ts";

/** Takes personal data and secrets out of texts that belong together: the same value gets the same mark in all. */
export class Redactor {
  readonly #marks = new Map<string, string>();
  readonly #counts = new Map<PersonalType, number>();

  constructor(readonly types: readonly PersonalType[]) {}

  /** The text with a mark, "[e-mail 1]", in the place of each find. */
  redact(text: string): string {
    const finds = findPersonalData(text).filter(({ type }) => this.types.includes(type));
    let redacted = "";
    let at = 0;
    for (const find of finds) {
      redacted += text.slice(at, find.start) + this.#mark(find, text.slice(find.start, find.end));
      at = find.end;
    }
    return redacted + text.slice(at);
  }

  /** How many places were replaced so far, by type. */
  get counts(): Readonly<Partial<Record<PersonalType, number>>> {
    return Object.fromEntries(this.#counts);
  }

  #mark({ type }: Detection<PersonalType>, value: string): string {
    this.#counts.set(type, (this.#counts.get(type) ?? 0) + 1);
    const key = `${type} ${value}`;
    const known = this.#marks.get(key);
    if (known) return known;
    const number = [...this.#marks.keys()].filter((other) => other.startsWith(`${type} `)).length + 1;
    const mark = `[${type} ${number}]`;
    this.#marks.set(key, mark);
    return mark;
  }
}
