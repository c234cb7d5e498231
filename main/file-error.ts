const words: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  ENOTDIR: "a part of the path is a file, not a folder",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "too many symbolic links",
  EMFILE: "too many files are open",
  EBUSY: "another program is using it",
  EIO: "the device reported an error",
};

export function hasCode(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

/** A system error in plain words, with the path that it is about: "a.csv: could not be read: permission denied". */
export function fileError(error: unknown, path: string, problem: string): Error {
  const reason = hasCode(error)
    ? (words[error.code] ?? error.code)
    : String(error instanceof Error ? error.message : error);
  return new Error(`${path}: ${problem}: ${reason}`, { cause: error });
}
