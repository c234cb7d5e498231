import type { Hash, SourceFile } from "../src/importers/importer.ts";
import { previewRows } from "../src/importers/mapping/preview.ts";
import { readSource } from "../src/importers/read.ts";
import { archivedFile } from "../src/importers/zip/archive.ts";
import { hashInWorker } from "./hash-in-worker.ts";
import type { ToWorker } from "./read-in-worker.ts";
import { type SourceRef, sourceFile } from "./source-files.ts";

// Reads one source at a time, off the page's thread. Batches wait for the page to ask for more.

/** Beside the reading of a file of that size it pays to hash it on another thread. */
const large = 16 * 1024 * 1024;

let controller: AbortController | null = null;
let room: { resolve: () => void } | null = null;
let credit = 0;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "stop") controller?.abort(new Error("import stopped"));
  else if (data.type === "more") {
    credit++;
    room?.resolve();
  } else if (data.type === "preview") void preview(data.ref);
  else void read(data);
};

async function preview(ref: SourceRef): Promise<void> {
  try {
    postMessage({ type: "preview", preview: await previewRows(fileOf(ref)) });
  } catch (error) {
    postMessage({ type: "error", message: error instanceof Error ? error.message : String(error) });
  }
}

async function read({ ref, beside, added, mapping }: Extract<ToWorker, { type: "read" }>): Promise<void> {
  controller = new AbortController();
  credit = 3;
  try {
    const file = fileOf(ref);
    const { signal } = controller;
    const sha256 = file.size > large ? () => hashElsewhere(ref, signal) : undefined;
    for await (const message of readSource(file, { signal, added, mapping, sha256, beside: beside?.map(fileOf) })) {
      postMessage(message, { transfer: message.type === "batch" ? [message.stream.buffer] : [] });
      if (message.type === "batch") await spend();
    }
    postMessage({ type: "end" });
  } catch (error) {
    postMessage({ type: "error", message: error instanceof Error ? error.message : String(error) });
  }
}

function fileOf(ref: SourceRef): SourceFile {
  return ref.type === "entry" ? archivedFile(fileOf(ref.archive), ref.entry) : sourceFile(ref);
}

/** A file on the disk is hashed by the host, a dropped one in a worker. */
function hashElsewhere(ref: SourceRef, signal: AbortSignal): Hash {
  return ref.type === "url" ? hashByHost(ref, signal) : hashInWorker();
}

function hashByHost({ url, path }: Extract<SourceRef, { type: "url" }>, signal: AbortSignal): Hash {
  const digits = fetch(`${url}&as=sha256`, { signal }).then(async (response) => {
    if (!response.ok) throw new Error((await response.text()) || `${path}: could not be read: ${response.statusText}`);
    return response.text();
  });
  // Seen when the digits are asked for.
  digits.catch(() => undefined);
  return { update: () => undefined, digest: () => digits };
}

async function spend(): Promise<void> {
  credit--;
  while (credit <= 0 && !controller?.signal.aborted) {
    await new Promise<void>((resolve) => {
      room = { resolve };
      controller?.signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }
}
