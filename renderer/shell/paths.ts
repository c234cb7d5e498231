/** The path's last part: a file's or folder's name. */
export function nameOf(path: string): string {
  return (
    path
      .replace(/[\\/]+$/, "")
      .split(/[\\/]/)
      .at(-1) || path
  );
}

/** A path in a folder, with the folder's own kind of slash. */
export function joinPath(folder: string, name: string): string {
  const slash = folder.includes("\\") && !folder.includes("/") ? "\\" : "/";
  return /[\\/]$/.test(folder) ? folder + name : folder + slash + name;
}

export function isAbsolute(path: string): boolean {
  return /^([\\/]|[A-Za-z]:[\\/])/.test(path);
}

export interface Crumb {
  readonly name: string;
  readonly path: string;
}

/** A folder's path, step by step from the root: "/" then "home" then "anna". */
export function crumbsOf(path: string): readonly Crumb[] {
  const root = /^([A-Za-z]:[\\/]?|\\\\[^\\/]+[\\/][^\\/]+[\\/]?|[\\/])/.exec(path)?.[0] ?? "";
  const crumbs: Crumb[] = root ? [{ name: root, path: root }] : [];
  for (const name of path.slice(root.length).split(/[\\/]/).filter(Boolean)) {
    const above = crumbs.at(-1)?.path;
    crumbs.push({ name, path: above === undefined ? name : joinPath(above, name) });
  }
  return crumbs;
}

/**
 * What a typed file name becomes: the suggestion's ending is added when it is missing, so that "incident" is saved as
 * "incident.casebook.md" and the dialog can say which file it would replace.
 */
export function completeName(typed: string, suggested: string): string {
  const name = typed.trim();
  const ending = /^[^.]*(\..+)$/.exec(suggested)?.[1] ?? "";
  return name === "" || name.toLowerCase().endsWith(ending.toLowerCase()) ? name : name + ending;
}

/** Why a name cannot be a file's, in words; null when it can. */
export function nameProblem(name: string): string | null {
  if (name === "") return "A file needs a name.";
  if (/[\\/\0]/.test(name)) return "A name holds no slashes; choose the folder above.";
  if (/^\.+$/.test(name)) return "A name cannot be dots alone.";
  return null;
}
