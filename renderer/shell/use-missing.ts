import { useEffect, useState } from "react";
import type { SourceEntry } from "../../src/notebook/notebook.ts";
import { folderOf } from "../dropped-files.ts";
import type { Workbench } from "../workbench.ts";

/** Which of the entries have no file where the notebook says. Without a stored notebook nothing is known. */
export function useMissing(
  workbench: Workbench,
  entries: readonly SourceEntry[],
  notebookPath: string | null,
): ReadonlySet<string> {
  const [missing, setMissing] = useState<ReadonlySet<string>>(new Set());
  const paths = entries.map((entry) => entry.path).join("\n");
  useEffect(() => {
    let current = true;
    const { host } = workbench;
    const isThere = async (path: string) => {
      if (notebookPath === null) return true;
      return (await host.stat(await host.resolve(folderOf(notebookPath), path))) !== null;
    };
    const look = async () => {
      const wanted = paths ? paths.split("\n") : [];
      // What cannot be looked at is said by the import that tries; here it counts as there.
      const there = await Promise.all(wanted.map((path) => isThere(path).catch(() => true)));
      if (current) setMissing(new Set(wanted.filter((_, index) => !there[index])));
    };
    void look();
    return () => {
      current = false;
    };
  }, [workbench, paths, notebookPath]);
  return missing;
}
