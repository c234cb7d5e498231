import { type SpanFormat, spanFormats } from "../../notebook/export-formats.ts";
import type { Live } from "../cell-kind.tsx";

/** Ways in which a single trace leaves. */
export const traceFormats: readonly SpanFormat[] = ["otlp", "chrome"];

/** Hands a trace to the user as a file. */
export async function saveTrace(live: Live, trace: string, format: SpanFormat): Promise<void> {
  const { ending, type } = spanFormats[format];
  // Rarely wanted, and nothing of it is needed to draw.
  const { exportSpans } = await import("../../notebook/export.ts");
  const parts: Uint8Array[] = [];
  for await (const part of exportSpans(live.engine, format, { trace })) parts.push(part);
  await live.saveFile(`${fileName(trace)}.${ending}`, joined(parts), type);
}

function fileName(trace: string): string {
  return `trace-${trace.replace(/[^\w-]+/g, "-").slice(0, 40)}`;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
