import { concat } from "../encoding.ts";
import { JsonError, parseJson } from "../json/json.ts";

/** What one line holds, or why it holds nothing that can be read. */
export type JsonLine =
  | { readonly line: number; readonly value: unknown; readonly problem: null }
  | { readonly line: number; readonly problem: string };

/** A longer line does not fit into one string. */
const longestLine = 256 * 1024 * 1024;

/**
 * JSON Lines from UTF-8, in one iterable per chunk of bytes; go through it before asking for the next. Every line is
 * a value or broken by itself, whatever the lines around it are. Empty lines are passed over.
 */
export async function* readJsonLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Iterable<JsonLine>> {
  const lines = new Lines();
  for await (const chunk of chunks) yield lines.take(chunk);
  yield lines.end();
}

class Lines {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #line = 1;
  /** The pieces of a line that is not complete; none once it is too long. */
  #begun: Uint8Array[] = [];
  #size = 0;

  *take(chunk: Uint8Array): Generator<JsonLine> {
    const last = chunk.lastIndexOf(10);
    if (last >= 0) yield* this.#complete(chunk.subarray(0, last));
    this.#begin(chunk.subarray(last + 1));
  }

  *end(): Generator<JsonLine> {
    yield* this.#complete(new Uint8Array(0));
  }

  #begin(rest: Uint8Array): void {
    this.#size += rest.length;
    if (this.#size > longestLine) this.#begun = [];
    else this.#begun.push(rest.slice());
  }

  *#complete(block: Uint8Array): Generator<JsonLine> {
    let rest = block;
    if (this.#size > longestLine) {
      yield { line: this.#line++, problem: `JSON: a line of more than ${longestLine / 1024 / 1024} MiB` };
      const feed = block.indexOf(10);
      rest = feed < 0 ? new Uint8Array(0) : block.subarray(feed + 1);
    }
    const text = this.#decoder.decode(this.#begun.length ? concat([...this.#begun, rest]) : rest);
    this.#begun = [];
    this.#size = 0;
    yield* this.#values(text);
  }

  *#values(text: string): Generator<JsonLine> {
    for (let start = 0; start <= text.length; this.#line++) {
      const feed = text.indexOf("\n", start);
      const end = feed < 0 ? text.length : feed;
      const found = parsed(text.slice(start, end), this.#line);
      if (found) yield found;
      start = end + 1;
    }
  }
}

function parsed(text: string, line: number): JsonLine | null {
  try {
    return { line, value: parseJson(text), problem: null };
  } catch (error) {
    if (text.trim() === "") return null;
    if (!(error instanceof JsonError)) throw error;
    return { line, problem: `JSON: ${error.problem}, column ${error.column}` };
  }
}
