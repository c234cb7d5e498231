import { sha256 } from "hash-wasm";
import type { CellContext } from "../../notebook/cell.ts";
import type { LayOutInput, LayOutOutput } from "./lay-out.ts";

/** A change to how maps are laid out makes the kept ones those of another version. */
const version = 1;

export interface KeptOr {
  readonly laid: LayOutOutput;
  readonly isKept: boolean;
}

/** The map of these vectors and parameters from the notebook's cache, or else laid out and kept there. */
export async function keptOr(
  input: LayOutInput,
  { cache }: CellContext,
  layOut: (input: LayOutInput) => Promise<LayOutOutput>,
): Promise<KeptOr> {
  const key = await keyOf(input);
  const kept = await cache.read(key);
  const found = kept && unpacked(kept);
  if (found) return { laid: found, isKept: true };
  const laid = await layOut(input);
  await cache.write(key, packed(laid));
  return { laid, isKept: false };
}

async function keyOf({ vectors, ...parameters }: LayOutInput): Promise<string> {
  const data = await sha256(new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength));
  return `map-${await sha256(JSON.stringify([version, data, parameters]))}`;
}

/** The arrays one after another, behind a line of JSON that tells the rest and how many rows there are. */
export function packed({ positions, novelty, cluster, ...rest }: LayOutOutput): Uint8Array {
  const head = new TextEncoder().encode(
    `${JSON.stringify({ ...rest, rows: cluster.length, novelty: novelty !== null })}\n`,
  );
  const arrays = [positions, cluster, ...(novelty ? [novelty] : [])];
  const bytes = new Uint8Array(head.length + arrays.reduce((sum, { byteLength }) => sum + byteLength, 0));
  bytes.set(head);
  let place = head.length;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), place);
    place += array.byteLength;
  }
  return bytes;
}

/** Null when it is not what was packed. */
export function unpacked(bytes: Uint8Array): LayOutOutput | null {
  const end = bytes.indexOf(10);
  try {
    const { rows, novelty, ...rest } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    const body = bytes.slice(end + 1).buffer;
    if (body.byteLength !== 4 * rows * (novelty ? 4 : 3)) return null;
    return {
      ...rest,
      positions: new Float32Array(body, 0, 2 * rows),
      cluster: new Int32Array(body, 8 * rows, rows),
      novelty: novelty ? new Float32Array(body, 12 * rows, rows) : null,
    };
  } catch {
    return null;
  }
}
