import { describe, expect, test } from "vitest";
import { numpyType } from "../../src/importers/embeddings/numpy-types.ts";
import { detected, importEmbeddings, plainRow, reasons } from "../support/embeddings.ts";
import { corpus, lost } from "../support/importing.ts";
import { readAll, sourceFromBytes } from "../support/source-files.ts";

const made = (name: string) => corpus(`embeddings-synthetic/${name}`);
const raw = new Float32Array(corpus("embeddings-raw/iris_tensors.bytes").slice().buffer);
const iris = Array.from({ length: 150 }, (_, row) => Array.from(raw.subarray(row * 4, row * 4 + 4)));
const vectors = (rows: readonly { vector: Float32Array | null }[]) =>
  rows.map(({ vector }) => Array.from(vector ?? []));
const unnamed = "note 1: vectors without an id, which are named by their position from 0: 150";

/** An array file with the header that is given. */
function npy(header: string, body: Uint8Array = new Uint8Array()): Uint8Array {
  const text = new TextEncoder().encode(`${header}\n`);
  return new Uint8Array([
    0x93,
    ...new TextEncoder().encode("NUMPY"),
    1,
    0,
    text.length & 255,
    text.length >> 8,
    ...text,
    ...body,
  ]);
}

describe("arrays", () => {
  test.each(["iris.npy", "iris-version-2.npy", "iris-version-3.npy"])(
    "%s gives the numbers of the matrix",
    async (name) => {
      for (const chunk of [1, 13, 65_536]) {
        const imported = await importEmbeddings(made(name), chunk);
        expect(vectors(imported.embeddings)).toEqual(iris);
        expect(imported.embeddings.map(({ id }) => id)).toEqual(iris.map((_, row) => String(row)));
        expect(reasons(imported)).toEqual([unnamed]);
      }
    },
  );

  test("big-endian doubles that are stored column by column give the same numbers", async () => {
    const imported = await importEmbeddings(made("iris-double-big-endian-by-column.npy"));
    expect(vectors(imported.embeddings)).toEqual(iris);
    expect(reasons(imported)).toEqual(["note null: 64-bit floats, which are kept as 32-bit floats: 1", unnamed]);
  });

  test("half floats come as they were rounded", async () => {
    const { embeddings } = await importEmbeddings(made("iris-half.npy"));
    expect(Array.from(embeddings[0]!.vector!)).toEqual([5.1015625, 3.5, 1.400390625, 0.199951171875]);
    expect(embeddings.length).toBe(150);
  });

  test.each(["iris.npy", "iris-double-big-endian-by-column.npy"])(
    "%s cut off gives the rows that are whole",
    async (name) => {
      const bytes = made(name);
      const rowBytes = name === "iris.npy" ? 16 : 8;
      const cut = bytes.slice(0, bytes.length - 10 * rowBytes - 3);
      const imported = await importEmbeddings(cut);
      expect(imported.embeddings.length).toBe(139);
      expect(vectors(imported.embeddings)).toEqual(iris.slice(0, 139));
      expect([imported.records, lost(imported)]).toEqual([150, 11]);
      expect(reasons(imported)[0]).toBe("record 140: NumPy: the file is cut off: 11 of 150 vectors are missing");
    },
  );

  test("what holds no vectors is refused with its reason", async () => {
    const refused = async (content: Uint8Array) => {
      expect(await detected(content)).not.toBeNull();
      const { counts, issues } = await readAll(sourceFromBytes(content));
      expect(counts).toMatchObject({ format: "embeddings", records: 1, lost: 1, rows: {} });
      return issues.map(({ reason }) => reason).join();
    };
    const header = (descr: string, shape: string) =>
      npy(`{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`);
    expect(await refused(made("one-dimension.npy"))).toContain("1 dimension, shape (150,), where vectors stand in 2");
    expect(await refused(header("'<f4'", "(2, 3, 4)"))).toContain("3 dimensions, shape (2, 3, 4)");
    expect(await refused(header("'<f4'", "(2, 70000)"))).toContain("70,000 dimensions: more than 65,536");
    expect(await refused(header("'<f4'", "(2, 0)"))).toContain("empty vectors");
    expect(await refused(header("'|O'", "(2, 3)"))).toContain("Python objects");
    expect(await refused(header("[('a', '<f4')]", "(2,)"))).toContain("an array of records");
    expect(await refused(header("'<U3'", "(2, 3)"))).toContain("an array of text or times");
    expect(await refused(npy("{'descr': '<f4'}"))).toContain("the header is damaged");
    expect(await refused(made("iris.npy").slice(0, 40))).toContain("ends inside the header");
    expect(await refused(new Uint8Array([0x93, 78, 85, 77, 80, 89, 9, 0, 1, 0, 0, 0, 0]))).toContain("version 9");
  });

  test("a header that announces more rows than any file has costs neither time nor memory", async () => {
    for (const order of ["False", "True"]) {
      const bytes = npy(
        `{'descr': '<f4', 'fortran_order': ${order}, 'shape': (9007199254740000, 60000), }`,
        new Uint8Array(64),
      );
      const imported = await importEmbeddings(bytes);
      expect([imported.embeddings.length, imported.records]).toEqual([0, 9007199254740000]);
    }
  });
});

describe("archives", () => {
  test("arrays of the same length stand beside the vectors, and what fits nowhere is told", async () => {
    const bytes = made("iris.npz");
    expect(await detected(bytes)).toBe("NumPy archive of 8 arrays");
    const imported = await importEmbeddings(bytes);
    expect(vectors(imported.embeddings)).toEqual(iris);
    expect(plainRow(imported.embeddings[57]!)).toEqual({
      id: "9007199254741050",
      time_ns: 1775001600000057000n,
      label: "versicolor",
      text: "flower 57 é",
      model: "iris-4",
      vector: iris[57],
    });
    expect(reasons(imported)).toEqual([
      "note null: the array tokens is left out: 1 (first: shape (150, 2))",
      "note null: the array odd is left out: 1 (first: shape (7))",
    ]);
  });

  test("a damaged archive gives what can be read and tells the rest", async () => {
    for (let cut = 200; cut < 4073; cut += 300) {
      const imported = await importEmbeddings(made("iris.npz").slice(0, cut)).catch((error: Error) => error);
      if (imported instanceof Error) expect(imported.message).toContain("ZIP archive");
      else expect(lost(imported)).toBeGreaterThan(0);
    }
  });
});

describe("values as text", () => {
  test.each([
    ["<i8", [1, 0, 0, 0, 0, 0, 0, 128], "-9223372036854775807"],
    [">u8", [255, 255, 255, 255, 255, 255, 255, 255], "18446744073709551615"],
    ["|b1", [1], "true"],
    ["<f2", [0, 0x3c], "1"],
    ["<f2", [1, 0], "5.960464477539063e-8"],
    ["<f2", [0, 0xfc], "-Infinity"],
    ["|S4", [97, 98, 0, 0], "ab"],
    [">U2", [0, 1, 0xf6, 0, 0, 0, 0, 0], "😀"],
    ["<M8[D]", [1, 0, 0, 0, 0, 0, 0, 0], "1970-01-02"],
    ["<M8[ns]", [255, 255, 255, 255, 255, 255, 255, 255], "1969-12-31T23:59:59.999999999Z"],
    ["<M8[s]", [0, 0, 0, 0, 0, 0, 0, 128], ""],
  ])("%s", (descr, bytes, text) => {
    expect(numpyType(descr)?.text(new DataView(new Uint8Array(bytes).buffer), 0)).toBe(text);
  });
});
