/** The files around an open notebook, as far as cells use them. */
export interface NotebookFiles {
  /** Where the notebook is stored; null until it is saved. */
  path(): string | null;
  /** The text of a file that the notebook names, by its path from the notebook's folder. */
  readText(path: string): Promise<string>;
  /** The whole lines of the notebook's companion with this ending; none where there is no such file. */
  readLines(ending: string): Promise<readonly string[]>;
  /** Adds lines to the companion with this ending; they are on the disk when it resolves. */
  appendLines(ending: string, lines: readonly string[]): Promise<void>;
}

/** What reads and writes files for it. */
export interface FileAccess {
  resolve(folder: string, path: string): Promise<string>;
  readText(path: string): Promise<string>;
  readLines(path: string): Promise<readonly string[]>;
  appendLines(path: string, lines: readonly string[]): Promise<void>;
}

/** `incident.casebook.md` has the companion `incident.casebook.judge.jsonl` for the ending "judge.jsonl". */
export function companionPath(notebookPath: string, ending: string): string {
  return `${notebookPath.replace(/(\.casebook)?\.md$/i, "")}.casebook.${ending}`;
}

/** What may lie beside a notebook and belong to it: the answers of judges, people's labels. */
export const companionEndings = ["judge.jsonl", "labels.jsonl"] as const;

/** @param path tells where the notebook is stored at that moment */
export function notebookFiles(access: FileAccess, path: () => string | null): NotebookFiles {
  const saved = () => {
    const now = path();
    if (now === null) throw new Error("the notebook is not saved yet, so nothing can lie beside it: save it first");
    return now;
  };
  return {
    path,
    readText: async (named) => access.readText(await access.resolve(folderOf(saved()), named)),
    readLines: async (ending) => (path() === null ? [] : access.readLines(companionPath(saved(), ending))),
    appendLines: async (ending, lines) => access.appendLines(companionPath(saved(), ending), lines),
  };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.search(/[\\/][^\\/]*$/))) || "/";
}

/** Of a notebook that lies nowhere. */
export const noFiles: NotebookFiles = notebookFiles(
  {
    resolve: async (_folder, path) => path,
    readText: async (path) => Promise.reject(new Error(`${path}: no files can be read here`)),
    readLines: async () => [],
    appendLines: async () => undefined,
  },
  () => null,
);
