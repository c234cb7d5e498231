import type { PageHost } from "../src/host.ts";
import { namedFiles } from "../src/notebook/named-files.ts";
import { companionEndings, companionPath } from "../src/notebook/notebook-files.ts";
import type { Session } from "../src/notebook/session.ts";
import { folderOf, nameOf } from "./dropped-files.ts";

/**
 * Takes along to the notebook's new place what lies beside it: labels, answers of judges, and the files that its cells
 * name. Nothing is replaced there. Gives what could not come along, in words.
 */
export async function takeCompanions(
  host: PageHost,
  session: Session,
  from: string,
  to: string,
): Promise<readonly string[]> {
  const own = companionEndings.map((ending) => ({ from: companionPath(from, ending), to: companionPath(to, ending) }));
  const named = [...new Set(namedFiles(session))];
  const below = named.filter(liesBelow);
  const others = await Promise.all(
    below.map(async (path) => ({
      from: await host.resolve(folderOf(from), path),
      to: await host.resolve(folderOf(to), path),
    })),
  );
  const problems = named
    .filter((path) => !liesBelow(path) && folderOf(from) !== folderOf(to))
    .map(
      (path) =>
        `${path}: does not lie below the notebook and stays where it is; the notebook's path to it is as before`,
    );
  for (const pair of [...own, ...others].filter(({ from, to }) => from !== to))
    if ((await host.copyFile(pair.from, pair.to)) === "different")
      problems.push(
        `${nameOf(pair.to)}: another one was there already and was left as it is: the notebook reads that one now`,
      );
  return problems;
}

/** A path that does not lead out of the notebook's folder. */
function liesBelow(path: string): boolean {
  return !/^([\\/]|[a-z]:)/i.test(path) && !path.split(/[\\/]/).includes("..");
}
