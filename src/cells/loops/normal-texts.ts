import type { Computation } from "../../notebook/computation.ts";
import { isWritingSql, normalCall, parsed, plainKey, textKey, volatileKeys } from "../../traces/call-text.ts";

export interface NormalTextsInput {
  readonly texts: readonly string[];
  /** Keys that do not count, besides those that never do. */
  readonly ignored: readonly string[];
}

export interface NormalTexts {
  /** Equal for equivalent texts. */
  readonly keys: BigUint64Array<ArrayBuffer>;
  /** 1 where the text is a statement that changes something, or holds one. */
  readonly writes: Uint8Array<ArrayBuffer>;
}

/** What calls were asked, in one spelling each. */
export const normalTexts: Computation<NormalTextsInput, NormalTexts> = {
  name: "normal-texts",
  run({ texts, ignored }) {
    const dropped = droppedKeys(ignored);
    const keys = new BigUint64Array(texts.length);
    const writes = new Uint8Array(texts.length);
    texts.forEach((text, index) => {
      keys[index] = textKey(normalCall(text, dropped));
      writes[index] = Number(holdsWritingSql(text));
    });
    return { keys, writes };
  },
  moved: ({ keys, writes }) => [keys.buffer, writes.buffer],
};

export function droppedKeys(ignored: readonly string[]): ReadonlySet<string> {
  return new Set([...volatileKeys, ...ignored.map(plainKey)]);
}

function holdsWritingSql(text: string): boolean {
  const json = parsed(text);
  if (json === undefined) return isWritingSql(text);
  const values = typeof json === "object" && json !== null ? Object.values(json) : [];
  return values.some((value) => typeof value === "string" && isWritingSql(value));
}
