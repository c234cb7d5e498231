const fileUnits = ["bytes", "kB", "MB", "GB", "TB"];

/** A file's size for people, in powers of 1000: "812 bytes", "4.2 kB", "85 MB", "1.2 GB". */
export function fileSizeText(bytes: number): string {
  return sizeText(bytes, 1000, fileUnits);
}

const memoryUnits = ["bytes", "KB", "MB", "GB", "TB"];

/** Memory for people, in powers of 1024 as memory is sold: "412 MB", "3.1 GB". */
export function memoryText(bytes: number): string {
  return sizeText(bytes, 1024, memoryUnits);
}

function sizeText(bytes: number, base: number, units: readonly string[]): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // 999.5 would be written "1000", which is 1.0 of the next unit.
  while (unit < units.length - 1 && Math.round(value) >= 1000) {
    value /= base;
    unit++;
  }
  const digits = unit > 0 && Math.round(value * 10) < 100 ? 1 : 0;
  const text = value.toFixed(digits);
  if (unit === 0) return text === "1" ? "1 byte" : `${text} bytes`;
  return `${text} ${units[unit]}`;
}
