import { expect, test } from "vitest";
import { embeddings } from "../../src/importers/embeddings/embeddings.ts";
import type { SourceFile } from "../../src/importers/importer.ts";
import { corpus, emptyImport, inputOf, sinkInto } from "../support/importing.ts";
import { sourceFromBytes } from "../support/source-files.ts";

const signal = new AbortController().signal;
const bytes = corpus("embeddings-raw/iris_tensors.bytes");
const labels = sourceFromBytes(corpus("embeddings-raw/iris_labels.tsv"), "a/iris_labels.tsv");

async function matrixBeside(beside: readonly SourceFile[], chunk = 65_536) {
  const imported = emptyImport();
  await embeddings.read({ ...inputOf(bytes, chunk, signal), path: "a/iris_tensors.bytes", beside }, sinkInto(imported));
  return imported;
}

test("a raw matrix takes its shape and its labels from the table beside it, however the bytes are cut", async () => {
  const [whole, cut] = [await matrixBeside([labels]), await matrixBeside([labels], 7)];
  expect(cut.embeddings).toEqual(whole.embeddings);
  expect(whole.embeddings.length).toBe(150);
  expect(whole.records).toBe(150);
  const vector = whole.embeddings[149]?.vector ?? [];
  expect(vector.length).toBe(4);
  expect([...vector]).toEqual([...new Float32Array(bytes.slice(-16).buffer)]);
  expect(whole.embeddings[0]?.label).toBe("Iris-setosa");
  expect(whole.embeddings[149]?.attributes?.get("petal-width")).toBe("1.8");
  expect(whole.issues.map(({ reason }) => reason).join()).toContain("150 vectors of 4 dimensions, as iris_labels.tsv");
});

test("a projector's config says the shape, and only of the matrix that it names", async () => {
  const config = (tensorPath: string) =>
    sourceFromBytes(
      JSON.stringify({ embeddings: [{ tensorPath, tensorShape: [75, 8], metadataPath: "names.tsv" }] }),
      "a/config.json",
    );
  const names = sourceFromBytes(Array.from({ length: 75 }, (_, index) => `word ${index}`).join("\n"), "a/names.tsv");
  const told = await matrixBeside([config("oss_data/iris_tensors.bytes"), names]);
  expect(told.embeddings.length).toBe(75);
  expect(told.embeddings[74]?.label).toBe("word 74");
  const other = await matrixBeside([config("other.bytes")]);
  expect(other.embeddings).toEqual([]);
  expect(other.issues).toMatchObject([{ severity: "record" }]);
});

test("a table whose rows do not divide the numbers says nothing", async () => {
  const seven = sourceFromBytes("a\nb\nc\nd\ne\nf\ng\n", "a/other.tsv");
  const { embeddings: rows, records } = await matrixBeside([seven]);
  expect([rows.length, records]).toEqual([0, 1]);
});
