import { afterEach, expect, test, vi } from "vitest";
import { sourceFile } from "../../renderer/source-files.ts";

const bytes = Uint8Array.from({ length: 3_500_000 }, (_, at) => (at * 31) % 251);

afterEach(() => vi.unstubAllGlobals());

/** Answers with a stream in pieces of this many bytes, which fails after `until` of them when told so. */
function serve({ kind, piece = 70_000, until = bytes.length, failure = "" }: Served) {
  const stopped = vi.fn();
  const ranges: (string | null)[] = [];
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    ranges.push(new Headers(init.headers).get("range"));
    let at = 0;
    const pull = (controller: ReadableStreamDefaultController | ReadableByteStreamController) => {
      if (at < until) controller.enqueue(bytes.slice(at, Math.min(until, at + piece)) as never);
      at += piece;
      if (at >= until && failure) controller.error(new TypeError(failure));
      else if (at >= until) end(controller);
    };
    const body =
      kind === "bytes"
        ? new ReadableStream({ type: "bytes", pull, cancel: stopped })
        : new ReadableStream({ pull, cancel: stopped });
    return new Response(body);
  });
  return { file: sourceFile({ type: "url", path: "spans.jsonl", url: "/files", size: bytes.length }), stopped, ranges };
}

/** Who waits for bytes of a stream that ends has to be told that there are none. */
function end(controller: ReadableStreamDefaultController | ReadableByteStreamController): void {
  controller.close();
  if ("byobRequest" in controller) controller.byobRequest?.respond(0);
}

interface Served {
  readonly kind: "bytes" | "plain";
  readonly piece?: number;
  readonly until?: number;
  readonly failure?: string;
}

async function copied(pieces: AsyncIterable<Uint8Array>) {
  const parts: Uint8Array[] = [];
  const memories = new Set<number>();
  for await (const piece of pieces) {
    memories.add(piece.buffer.byteLength);
    parts.push(piece.slice());
  }
  return { whole: Buffer.concat(parts), memories };
}

test.each(["bytes", "plain"] as const)("a file comes whole and by one request from a stream of %s", async (kind) => {
  const { file, ranges } = serve({ kind });
  const { whole } = await copied(file.stream());
  expect(whole.equals(bytes)).toBe(true);
  expect(ranges).toEqual([`bytes=0-${bytes.length - 1}`]);
});

test("the pieces of a dropped file lie in one memory, one after another", async () => {
  const file = sourceFile({ type: "blob", path: "spans.jsonl", blob: new Blob([bytes]) });
  const { whole, memories } = await copied(file.stream());
  expect(whole.equals(bytes)).toBe(true);
  expect([...memories]).toEqual([2 ** 20]);
});

test.each(["bytes", "plain"] as const)("a reader that leaves a stream of %s early ends it", async (kind) => {
  const { file, stopped } = serve({ kind });
  for await (const piece of file.stream()) if (piece.length > 0) break;
  expect(stopped).toHaveBeenCalledOnce();
});

test("a file that has become shorter, or that fails on the way, is named", async () => {
  const shorter = serve({ kind: "bytes", until: 1_000_000 }).file;
  await expect(copied(shorter.stream())).rejects.toThrow("spans.jsonl: could not be read: it has become shorter");
  const broken = serve({ kind: "bytes", until: 140_000, failure: "network error" }).file;
  await expect(copied(broken.stream())).rejects.toThrow("spans.jsonl: could not be read: network error");
});

test("an empty file has no pieces, and nothing is asked for behind a file's end", async () => {
  const { file, ranges } = serve({ kind: "plain" });
  const empty = sourceFile({ type: "url", path: "empty", url: "/files", size: 0 });
  expect((await copied(empty.stream())).whole).toHaveLength(0);
  expect(await empty.slice(0, 4)).toHaveLength(0);
  expect(ranges).toEqual([]);
  await file.slice(bytes.length - 2, bytes.length + 9);
  expect(ranges).toEqual([`bytes=${bytes.length - 2}-${bytes.length - 1}`]);
});
