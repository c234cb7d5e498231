import { useEffect, useState } from "react";
import type { Folder } from "../../src/host.ts";
import type { Workbench } from "../workbench.ts";

export interface OpenFolder {
  readonly folder: Folder | null;
  readonly problem: string | null;
  readonly goTo: (path: string) => void;
}

/** What a folder holds. A folder that cannot be read leaves the last one standing, and says why. */
export function useFolder(workbench: Workbench, first: string): OpenFolder {
  const [wanted, setWanted] = useState({ path: first });
  const [folder, setFolder] = useState<Folder | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    workbench.listFolder(wanted.path).then(
      (found) => {
        if (!current) return;
        setFolder(found);
        setProblem(null);
      },
      (error: unknown) => {
        if (current) setProblem(error instanceof Error ? error.message : String(error));
      },
    );
    return () => {
      current = false;
    };
  }, [workbench, wanted]);
  return { folder, problem, goTo: (path) => setWanted({ path }) };
}
