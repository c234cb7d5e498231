/** Writes to standard output and waits until it has room again. */
export async function print(text: string | Uint8Array): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise<void>((done) => process.stdout.once("drain", done));
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A result as JSON: typed arrays as arrays, integers beyond 2^53 as text, what is not a number as null. */
export function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, part: unknown) => {
      if (typeof part === "bigint") return Number.isSafeInteger(Number(part)) ? Number(part) : String(part);
      if (ArrayBuffer.isView(part) && !(part instanceof DataView))
        return Array.from(part as unknown as ArrayLike<unknown>);
      if (part instanceof Map) return Object.fromEntries(part);
      if (part instanceof Set) return [...part];
      return part;
    },
    2,
  );
}

/** One field of a CSV line, quoted where it must be. */
export function csvField(value: unknown): string {
  const text =
    value === null || value === undefined ? "" : typeof value === "object" ? toJsonLine(value) : String(value);
  return /[",\r\n]|^\s|\s$/.test(text) || (text === "" && value === "") ? `"${text.replaceAll('"', '""')}"` : text;
}

function toJsonLine(value: unknown): string {
  return JSON.stringify(value);
}
