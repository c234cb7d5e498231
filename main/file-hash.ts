import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";

const partBytes = 4 * 2 ** 20;

/** The SHA-256 of a file's bytes in hexadecimal digits: Node's own is ten times as fast as one in the page. */
export async function sha256OfFile(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    return await sha256Of(file);
  } finally {
    await file.close();
  }
}

/** One part is read while the other is hashed. A stream would take fresh memory for each, which costs more than hashing. */
async function sha256Of(file: FileHandle): Promise<string> {
  const hash = createHash("sha256");
  let [part, other] = [Buffer.allocUnsafeSlow(partBytes), Buffer.allocUnsafeSlow(partBytes)];
  const read = (into: Buffer) => file.read(into, 0, partBytes, null);
  for (let next = read(part); ; ) {
    const { bytesRead } = await next;
    if (bytesRead === 0) return hash.digest("hex");
    next = read(other);
    next.catch(() => undefined);
    hash.update(part.subarray(0, bytesRead));
    [part, other] = [other, part];
  }
}
