import type { ScratchFile } from "../src/engine/database-files.ts";

const folderName = "scratch";

/** A new file in the browser's storage for this page, for as long as it is written. */
export async function scratchFile(): Promise<ScratchFile> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(folderName, { create: true });
  await clear(folder);
  const name = crypto.randomUUID();
  const handle = await folder.getFileHandle(name, { create: true });
  return {
    handle,
    async put(bytes) {
      const stream = await handle.createWritable();
      await stream.write(bytes);
      await stream.close();
    },
    get: () => handle.getFile(),
    remove: () => folder.removeEntry(name).catch(() => undefined),
  };
}

/** What a crash left behind; what another window writes cannot be removed. */
async function clear(folder: FileSystemDirectoryHandle): Promise<void> {
  for await (const name of folder.keys()) await folder.removeEntry(name).catch(() => undefined);
}
