interface FileKind {
  /** The bytes it begins with, as Latin-1. */
  readonly magic: string;
  readonly at?: number;
  readonly what: string;
}

const unpack = "unpack it and import the files in it";

/** Binary files that people drag in by mistake, or before unpacking them. */
const fileKinds: readonly FileKind[] = [
  {
    magic: "PK\x03\x04",
    what: `this is a ZIP archive that is damaged, holds nothing, or lies in two others; ${unpack}`,
  },
  { magic: "PK\x05\x06", what: "this is an empty ZIP archive" },
  { magic: "7z\xbc\xaf\x27\x1c", what: `this is a 7-Zip archive; ${unpack}` },
  { magic: "Rar!\x1a\x07", what: `this is a RAR archive; ${unpack}` },
  { magic: "ustar", at: 257, what: `this is a TAR archive; ${unpack}` },
  { magic: "\x1f\x8b", what: "this is compressed twice; decompress it once and import the result" },
  { magic: "\x28\xb5\x2f\xfd", what: "this is compressed twice; decompress it once and import the result" },
  { magic: "BZh", what: "this is compressed with bzip2; decompress it and import the result" },
  { magic: "\xfd7zXZ\0", what: "this is compressed with xz; decompress it and import the result" },
  { magic: "\x04\x22\x4d\x18", what: "this is compressed with LZ4; decompress it and import the result" },
  { magic: "Salted__", what: "this is encrypted (OpenSSL); decrypt it and import the result" },
  { magic: "age-encryption.org/", what: "this is encrypted (age); decrypt it and import the result" },
  { magic: "-----BEGIN PGP MESSAGE", what: "this is encrypted (PGP); decrypt it and import the result" },
  { magic: "%PDF-", what: "this is a PDF document" },
  { magic: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", what: "this is an old Office document; save it as CSV and import that" },
  { magic: "{\\rtf", what: "this is a rich text document" },
  { magic: "\x89PNG", what: "this is a PNG image" },
  { magic: "\xff\xd8\xff", what: "this is a JPEG image" },
  { magic: "GIF8", what: "this is a GIF image" },
  { magic: "WEBP", at: 8, what: "this is a WebP image" },
  { magic: "II*\0", what: "this is a TIFF image" },
  { magic: "MM\0*", what: "this is a TIFF image" },
  { magic: "ftyp", at: 4, what: "this is a video or an image" },
  { magic: "OggS", what: "this is an Ogg media file" },
  { magic: "ID3", what: "this is an MP3 file" },
  { magic: "WAVE", at: 8, what: "this is a WAV file" },
  { magic: "\x7fELF", what: "this is a program" },
  { magic: "MZ\x90\0", what: "this is a program" },
  { magic: "\xcf\xfa\xed\xfe", what: "this is a program" },
  { magic: "\xca\xfe\xba\xbe", what: "this is a program" },
  { magic: "\0asm", what: "this is a WebAssembly program" },
  {
    magic: "SQLite format 3\0",
    what: "this is an SQLite database; export its tables as CSV or Parquet and import those",
  },
  { magic: "DUCK", at: 8, what: "this is a DuckDB database; export its tables as CSV or Parquet and import those" },
  { magic: "\x93NUMPY", what: "this is a NumPy array; save it as CSV, Parquet or JSON and import that" },
  { magic: "\x89HDF", what: "this is an HDF5 file; export its tables as Parquet and import those" },
  { magic: "Obj\x01", what: "this is an Avro file; convert it to Parquet or JSON and import that" },
  { magic: "ORC", what: "this is an ORC file; convert it to Parquet and import that" },
  { magic: "\x80\x04\x95", what: "this is a Python pickle, which can run code when it is read; save it as Parquet" },
  { magic: "PAR1", what: "this is a damaged Parquet file" },
  { magic: "PARE", what: "this is an encrypted Parquet file; decrypt it and import the result" },
  { magic: "ARROW1", what: "this is a damaged Arrow file" },
  { magic: "\xff\xfe\0\0", what: "this is UTF-32 text; save it as UTF-8 and import that" },
  { magic: "\0\0\xfe\xff", what: "this is UTF-32 text; save it as UTF-8 and import that" },
];

/** What a well-known binary file is and what to do with it, by its first bytes; null for anything else. */
export function knownFile(head: Uint8Array): string | null {
  return fileKinds.find((kind) => hasMagic(head, kind))?.what ?? null;
}

/** True when the first bytes alone say so: some marks are a few letters, with which a text may begin too. */
export function isKnownFile(head: Uint8Array): boolean {
  return fileKinds.some((kind) => isDistinct(kind) && hasMagic(head, kind));
}

function isDistinct({ magic, at }: FileKind): boolean {
  return /[^ -~]/.test(magic) || (magic.length >= 5 && at === undefined);
}

function hasMagic(head: Uint8Array, { magic, at = 0 }: FileKind): boolean {
  if (head.length < at + magic.length) return false;
  for (let index = 0; index < magic.length; index++) if (head[at + index] !== magic.charCodeAt(index)) return false;
  return true;
}
