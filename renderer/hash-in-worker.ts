import type { Hash } from "../src/importers/importer.ts";

const pieceBytes = 1024 * 1024;
const piecesAtMost = 8;

/** A SHA-256 beside the reading, which costs a fifth of it. Ends with the worker that started it. */
export function hashInWorker(): Hash {
  const worker = new Worker(new URL("./hash-worker.ts", import.meta.url), { type: "module" });
  let resolve: (digits: string) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const digits = new Promise<string>((...both) => {
    [resolve, reject] = both;
  });
  // Seen when the digits are asked for.
  digits.catch(() => undefined);
  const idle: ArrayBuffer[] = [];
  let piece = new Uint8Array(pieceBytes);
  let used = 0;
  let waiting = 0;
  let wake: () => void = () => undefined;
  worker.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
    waiting--;
    wake();
    if (typeof data === "string") resolve(data);
    else idle.push(data);
  };
  worker.onerror = ({ message }) => {
    reject(new Error(`import: the hashing worker failed: ${message || "out of memory?"}`));
    waiting = Number.NEGATIVE_INFINITY;
    wake();
  };
  const send = () => {
    const full = piece.subarray(0, used);
    waiting++;
    worker.postMessage(full, [full.buffer]);
    piece = new Uint8Array(idle.pop() ?? new ArrayBuffer(pieceBytes));
    used = 0;
  };
  return {
    async update(bytes) {
      for (let from = 0; from < bytes.length; ) {
        const part = bytes.subarray(from, from + pieceBytes - used);
        piece.set(part, used);
        used += part.length;
        from += part.length;
        if (used === pieceBytes) send();
      }
      while (waiting > piecesAtMost)
        await new Promise<void>((go) => {
          wake = go;
        });
    },
    digest() {
      if (used) send();
      waiting++;
      worker.postMessage(null);
      return digits.finally(() => worker.terminate());
    },
  };
}
