import type { Sink } from "../importer.ts";

interface Note {
  readonly line: number | null;
  readonly offset: number | undefined;
  readonly example: string;
  count: number;
}

/**
 * What is worth saying once about a file, however often it occurs: each sort of thing with its count and the first
 * place.
 */
export class Notes {
  private readonly notes = new Map<string, Note>();

  /** Counts one more of a sort; `example` shows the first. */
  add(text: string, place: { readonly line: number | null; readonly offset?: number }, example = ""): void {
    const note = this.notes.get(text);
    if (note) note.count += 1;
    else this.notes.set(text, { line: place.line, offset: place.offset, example, count: 1 });
  }

  /** Hands every sort to the sink as one note, in the order of their first occurrence. */
  tell(sink: Sink): void {
    for (const [text, { line, offset, example, count }] of this.notes) {
      const shown = example === "" ? "" : ` (first: ${example.length > 80 ? `${example.slice(0, 80)}…` : example})`;
      const reason = `${text}: ${count.toLocaleString("en-US")}${shown}`;
      sink.issue({ line, ...(offset === undefined ? {} : { offset }), reason, severity: "note" });
    }
    this.notes.clear();
  }
}
