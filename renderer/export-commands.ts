import { type ScoreFormat, type SpanFormat, scoreFormats, spanFormats } from "../src/notebook/export-formats.ts";
import type { Command } from "./commands.ts";
import { saveFile } from "./save-file.ts";
import type { Workbench } from "./workbench.ts";

const group = "Export";

/** Every span or score of the notebook's data into one file. */
export function exportCommands(workbench: Workbench): readonly Command[] {
  const spans = (Object.keys(spanFormats) as SpanFormat[]).map((format) =>
    command(workbench, "spans", format, spanFormats[format], async () =>
      (await loadExports()).exportSpans(workbench.session.engine, format),
    ),
  );
  const scores = (Object.keys(scoreFormats) as ScoreFormat[]).map((format) =>
    command(workbench, "scores", format, scoreFormats[format], async () =>
      (await loadExports()).exportScores(workbench.session.engine, format),
    ),
  );
  return [...spans, ...scores];
}

// Rarely wanted, and nothing of it is needed to start.
const loadExports = () => import("../src/notebook/export.ts");

interface FileFormat {
  readonly title: string;
  readonly ending: string;
  readonly type: string;
}

type Pieces = () => Promise<AsyncIterable<Uint8Array>>;

function command(
  workbench: Workbench,
  table: "spans" | "scores",
  format: string,
  { title, ending, type }: FileFormat,
  pieces: Pieces,
): Command {
  return {
    id: `export-${table}-${format}`,
    title: `Export ${table} as ${title}…`,
    group,
    keys: null,
    enabled: () => workbench.session.state.tables.some(({ name, rows }) => name === table && rows > 0),
    run: async () => {
      try {
        const blob = await gathered(await pieces(), type);
        await saveFile(workbench.host, `${table}.${ending}`, blob);
      } catch (error) {
        workbench.notify(noticeOf(error, table, title));
      }
    },
  };
}

function noticeOf(error: unknown, table: string, title: string): { tone: "info" | "error"; text: string } {
  const stopped = error instanceof DOMException && error.name === "AbortError";
  const text = error instanceof Error ? error.message : String(error);
  return stopped
    ? { tone: "info", text: `The export of ${table} was stopped; nothing was written.` }
    : { tone: "error", text: `The ${table} could not be exported as ${title}: ${text}` };
}

/** The browser keeps a blob's bytes outside the page's memory. */
const heldBytes = 16 * 1024 * 1024;

async function gathered(pieces: AsyncIterable<Uint8Array>, type: string): Promise<Blob> {
  let blob = new Blob([], { type });
  let held: Uint8Array[] = [];
  let bytes = 0;
  const flush = () => {
    blob = new Blob([blob, ...(held as BlobPart[])], { type });
    held = [];
    bytes = 0;
  };
  for await (const piece of pieces) {
    held.push(piece);
    bytes += piece.byteLength;
    if (bytes >= heldBytes) flush();
  }
  flush();
  return blob;
}
