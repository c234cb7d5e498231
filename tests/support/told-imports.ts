import type { Input } from "../../src/importers/importer.ts";
import { importers } from "../../src/importers/index.ts";
import { namesIn } from "../../src/importers/names.ts";
import { makeSample, sampleBytes } from "../../src/importers/sample.ts";
import { inputOf } from "./importing.ts";

/** A file's content as the application gives it to an importer, with the names of its columns. */
export async function inputFor(content: Uint8Array | string, chunk = 65_536): Promise<Input> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const input = inputOf(bytes, chunk, new AbortController().signal);
  const names = await namesIn(bytes, input.file);
  return { ...input, sample: makeSample(bytes.subarray(0, sampleBytes), bytes.length <= sampleBytes, null, names) };
}

/** The first format in the list that takes the content for its own. */
export async function firstFormat(content: Uint8Array | string): Promise<string | undefined> {
  const { sample } = await inputFor(content);
  return importers.find((importer) => importer.detect(sample) !== null)?.format;
}
