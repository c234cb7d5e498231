/** ZIP archives that are a document or a program, by a name in them. */
const kinds: readonly (readonly [entry: RegExp, what: string])[] = [
  [/^xl\//, "this is an Excel workbook; save it as CSV and import that"],
  [/^\[Content_Types\]\.xml$/, "this is an Office document; save it as CSV and import that"],
  [/^mimetype$/, "this is an OpenDocument file or an e-book; save a table as CSV and import that"],
  [/^META-INF\/MANIFEST\.MF$/, "this is a Java program"],
  [/^AndroidManifest\.xml$/, "this is an Android program"],
  [/^[^/]+\/data\.pkl$/, "this is a PyTorch file, which can run code when it is read; save it as Parquet or NumPy"],
  [/^[^/]+\.dist-info\/WHEEL$/, "this is a Python package"],
];

/** What an archive is that holds no exports, and what to do with it; null for any other. */
export function knownArchive(names: readonly string[]): string | null {
  return kinds.find(([entry]) => names.some((name) => entry.test(name)))?.[1] ?? null;
}
