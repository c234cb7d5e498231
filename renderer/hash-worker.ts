import { createSHA256 } from "hash-wasm";

// A SHA-256 on a thread of its own: every piece comes back for the next bytes, and null is answered with the digits.

const started = createSHA256();

self.onmessage = async ({ data }: MessageEvent<Uint8Array<ArrayBuffer> | null>) => {
  const hash = await started;
  if (data === null) return postMessage(hash.digest("hex"));
  hash.update(data);
  postMessage(data.buffer, { transfer: [data.buffer] });
};
