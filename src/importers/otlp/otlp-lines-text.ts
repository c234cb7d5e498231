import type { DocumentRow, SpanRow } from "../../traces/schema.ts";
import { jsonText } from "../json/json.ts";
import { OtlpWriter } from "./otlp-writer.ts";

/** So many characters make a line: readers hold one at a time. */
const lineLength = 256 * 1024;

/** OTLP JSON Lines: each line a request with spans that stand together, as the Collector's file exporter writes them. */
export class OtlpLinesText {
  readonly #writer = new OtlpWriter();
  readonly #lines: string[] = [];
  /** The line under way: its resources with their spans. */
  #line = "";
  #head = "";

  add(row: SpanRow, documents: readonly DocumentRow[] = []): void {
    const { resource, scope, span } = this.#writer.write(row, documents);
    const head = `{"resource":${jsonText(resource)},"scopeSpans":[{"scope":${jsonText(scope)},"spans":[`;
    if (head === this.#head) this.#line += ",";
    else this.#line += this.#line === "" ? head : `${endOfResource},${head}`;
    this.#head = head;
    this.#line += jsonText(span);
    if (this.#line.length >= lineLength) this.#endLine();
  }

  /** The lines since the last call; a line is ended for it. */
  take(): string {
    this.#endLine();
    const text = this.#lines.join("");
    this.#lines.length = 0;
    return text;
  }

  #endLine(): void {
    if (this.#line !== "") this.#lines.push(`{"resourceSpans":[${this.#line}${endOfResource}]}\n`);
    this.#line = "";
    this.#head = "";
  }
}

const endOfResource = "]}]}";
