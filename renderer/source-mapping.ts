import type { PageHost } from "../src/host.ts";
import type { Mapping } from "../src/importers/mapping/mapping.ts";
import { guessMapping } from "../src/importers/mapping/mapping-guess.ts";
import type { Preview } from "../src/importers/mapping/preview.ts";
import type { SourceEntry } from "../src/notebook/notebook.ts";
import type { Session } from "../src/notebook/session.ts";
import type { ImportedSource } from "../src/notebook/sources.ts";
import { folderOf, nameOf } from "./dropped-files.ts";
import { previewInWorker } from "./read-in-worker.ts";
import { type PageSourceFile, sourceFile } from "./source-files.ts";
import type { Notice } from "./workbench.ts";

/** What the mapping dialog is asked about one file. */
export interface MappingQuestion {
  readonly name: string;
  readonly preview: Preview;
  /** What the notebook says already, or what the columns seem to be. */
  readonly mapping: Mapping | null;
}

/** The chosen mapping, null for a plain table, undefined when nothing is to change. */
export type MappingAnswer = Mapping | null | undefined;

export interface MappedSources {
  readonly host: PageHost;
  readonly session: Session;
  /** The notebook's place, and the bytes of dropped files by their name. */
  readonly path: string | null;
  readonly dropped: ReadonlyMap<string, Blob>;
}

/** Asks what the columns of a source are and, when that changes, reads it anew by the answer. */
export async function mapSource(
  { host, session, path: notebook, dropped }: MappedSources,
  sourceId: number,
  ask: (question: MappingQuestion) => Promise<MappingAnswer>,
): Promise<void> {
  const source = session.state.sources.find(({ source_id }) => source_id === sourceId);
  const path = String(source?.path ?? "");
  const file = await fileAt(path, host, dropped);
  const entry = await entryOf(path, session, host, notebook);
  const preview = await previewInWorker(file);
  const known = entry?.map ?? guessMapping(preview.columns, preview.rows);
  const answer = await ask({ name: nameOf(path), preview, mapping: known });
  if (answer === undefined) return;
  const { map: _, ...plain } = entry ?? { path, as: null };
  const next: SourceEntry = answer ? { ...plain, map: answer } : plain;
  await session.copyKept();
  const { sources } = session.state.notebook.frontMatter;
  await session.setSources(entry ? sources.map((other) => (other === entry ? next : other)) : [...sources, next]);
  await session.removeSource(sourceId);
  await session.importFiles([file], new Map([[path, next]]));
}

async function fileAt(path: string, host: PageHost, dropped: ReadonlyMap<string, Blob>): Promise<PageSourceFile> {
  const blob = dropped.get(path);
  if (blob) return sourceFile({ type: "blob", path, blob });
  const found = await host.stat(path);
  if (!found)
    throw new Error(`${path}: columns can only be mapped for a file of its own: it is not there, or in an archive`);
  return sourceFile({ type: "url", path, url: host.fileUrl(path), size: found.size });
}

async function entryOf(
  path: string,
  session: Session,
  host: PageHost,
  notebook: string | null,
): Promise<SourceEntry | null> {
  for (const entry of session.state.notebook.frontMatter.sources) {
    if (entry.path === path) return entry;
    if (notebook !== null && (await host.resolve(folderOf(notebook), entry.path)) === path) return entry;
  }
  return null;
}

/** Of what was imported as a plain table, the sources whose columns look like scores, embeddings or calls. */
export async function mappable(
  { host, session, dropped }: MappedSources,
  imported: readonly ImportedSource[],
): Promise<readonly MappableSource[]> {
  const found: MappableSource[] = [];
  for (const { path, from, tables, sameAs } of imported.slice(0, 20)) {
    if (sameAs !== null || tables.length !== 1 || from !== path) continue;
    const source = session.state.sources.find((other) => other.path === path);
    const preview = await fileAt(path, host, dropped)
      .then(previewInWorker)
      .catch(() => null);
    const mapping = preview && guessMapping(preview.columns, preview.rows);
    if (source && mapping) found.push({ sourceId: Number(source.source_id), path, mapping });
  }
  return found;
}

export interface MappableSource {
  readonly sourceId: number;
  readonly path: string;
  readonly mapping: Mapping;
}

/** Says which tables look like more than tables, and offers to map the columns of one. */
export function mappableNotice(found: readonly MappableSource[], map: (sourceId: number) => Promise<void>): Notice {
  const text = found.map(({ path, mapping }) => `${nameOf(path)} looks like ${mapping.to}`).join(", ");
  const [first] = found;
  if (first && found.length === 1)
    return { tone: "info", text: `${text}.`, action: { label: "Map its columns", run: () => map(first.sourceId) } };
  return { tone: "info", text: `${text}. Map their columns from their places under Sources.` };
}
