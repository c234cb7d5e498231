import type { AttributeKeys } from "./attribute-keys.ts";
import { type Fact, facts } from "./conventions.ts";

export type Entries = readonly (readonly [key: string, text: string])[];

/** What the spans of one resource and one scope have in common. */
export class SpanContext {
  readonly scope: string | null;
  /** Attributes that every span gets which has none of its own under the key. */
  readonly keys: readonly string[];
  readonly texts: readonly string[];
  /** How many spans have had them since that was last told. */
  spans = 0;
  private readonly facts: { readonly [F in Fact]?: string };
  private readonly unmapped: readonly string[];

  constructor(keys: AttributeKeys, scope: string, entries: Entries) {
    this.scope = scope === "" ? null : scope;
    const attributes = new Map(entries);
    this.keys = [...attributes.keys()];
    this.texts = [...attributes.values()];
    const known = this.keys.map((key, at) => ({ ...keys.find(key), text: this.texts[at] ?? "" }));
    const best = known.filter(({ fact, text }) => fact >= 0 && text !== "").sort((a, b) => b.rank - a.rank);
    this.facts = Object.fromEntries(best.map(({ fact, text }) => [facts[fact], text]));
    this.unmapped = known.filter(({ fact, list }) => fact < 0 && list === -1).map(({ key }) => key);
  }

  text(fact: Fact): string | null {
    return this.facts[fact] ?? null;
  }

  addTo(attributes: Map<string, string>): void {
    for (let at = 0; at < this.keys.length; at += 1) {
      const key = this.keys[at] ?? "";
      if (!attributes.has(key)) attributes.set(key, this.texts[at] ?? "");
    }
  }

  /** Hands over how many spans carried the attributes that have no use of their own. */
  tell(unmapped: (key: string, spans: number) => void): void {
    if (this.spans > 0) for (const key of this.unmapped) unmapped(key, this.spans);
    this.spans = 0;
  }
}
