const units = ["kB", "MB", "GB", "TB"];

/** A size for people, in powers of 1000: "812 bytes", "4.2 kB", "85 MB". */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3 + 1e-9));
  const value = bytes / 1000 ** power;
  // What would be written "1000 kB" is 1.0 MB.
  if (value >= 999.5 && power < units.length) return `1.0 ${units[power]}`;
  return `${value.toFixed(value < 9.95 ? 1 : 0)} ${units[power - 1]}`;
}
