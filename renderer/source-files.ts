import type { SourceFile } from "../src/importers/importer.ts";

/** A file that can be handed to a worker: a dropped file, or the address of a local one. */
export type SourceRef =
  | { readonly type: "blob"; readonly path: string; readonly blob: Blob }
  | { readonly type: "url"; readonly path: string; readonly url: string; readonly size: number };

/** A source file that still knows where its bytes come from, so that a worker can read it. */
export interface PageSourceFile extends SourceFile {
  readonly ref: SourceRef;
}

export function sourceFile(ref: SourceRef): PageSourceFile {
  return ref.type === "blob" ? blobFile(ref, ref.blob) : urlFile(ref, ref.url, ref.size);
}

function blobFile(ref: SourceRef, blob: Blob): PageSourceFile {
  return {
    ref,
    path: ref.path,
    size: blob.size,
    stream: () => blob.stream() as unknown as AsyncIterable<Uint8Array>,
    slice: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
  };
}

function urlFile(ref: SourceRef, url: string, size: number): PageSourceFile {
  return {
    ref,
    path: ref.path,
    size,
    async *stream() {
      const { body } = await get(url, ref.path);
      if (body) yield* body as unknown as AsyncIterable<Uint8Array>;
    },
    async slice(start, end) {
      if (end <= start) return new Uint8Array();
      const response = await get(url, ref.path, { Range: `bytes=${start}-${end - 1}` });
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}

async function get(url: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error((await response.text()) || `${path}: could not be read: ${response.statusText}`);
  return response;
}
