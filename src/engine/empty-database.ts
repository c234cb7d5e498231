// An empty database as DuckDB 1.4 writes it: a main header and two database headers, each of 4,096 bytes. DuckDB-WASM
// makes no database in an empty file that it is handed, but fills one that is there.
const sector = 4096;

const parts: readonly (readonly [at: number, hex: string])[] = [
  [0, "67fd9328818d2eb34455434b40"],
  [0x34, "76312e342e33"],
  [0x54, "64316463383866393530"],
  ...[sector, 2 * sector].flatMap(
    (at) =>
      [
        [at, "c48025b08a4e3fd20000000000000000ffffffffffffffffffffffffffffffff"],
        [at + 0x2a, "04"],
        [at + 0x31, "08"],
        [at + 0x38, "01"],
        [at + 0x54, "64316463383866393530"],
      ] as const,
  ),
];

/** The bytes of a database without a table. */
export function emptyDatabase(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(3 * sector);
  for (const [at, hex] of parts)
    bytes.set(
      (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)),
      at,
    );
  return bytes;
}
