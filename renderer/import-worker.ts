import { readSource } from "../src/importers/read.ts";
import { hashInWorker } from "./hash-in-worker.ts";
import type { ToWorker } from "./read-in-worker.ts";
import { sourceFile } from "./source-files.ts";

// Reads one source at a time, off the page's thread. Batches wait for the page to ask for more.

const worthAWorker = 16 * 1024 * 1024;

let controller: AbortController | null = null;
let room: { resolve: () => void } | null = null;
let credit = 0;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "stop") controller?.abort(new Error("import stopped"));
  else if (data.type === "more") {
    credit++;
    room?.resolve();
  } else void read(data);
};

async function read({ ref, added }: Extract<ToWorker, { type: "read" }>): Promise<void> {
  controller = new AbortController();
  credit = 3;
  try {
    const file = sourceFile(ref);
    const sha256 = file.size > worthAWorker ? hashInWorker : undefined;
    for await (const message of readSource(file, { signal: controller.signal, added, sha256 })) {
      postMessage(message, { transfer: message.type === "batch" ? [message.stream.buffer] : [] });
      if (message.type === "batch") await spend();
    }
    postMessage({ type: "end" });
  } catch (error) {
    postMessage({ type: "error", message: error instanceof Error ? error.message : String(error) });
  }
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
