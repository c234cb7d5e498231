/** A line of CSV as RFC 4180 has it; NULL is nothing, empty text is two quotes. */
export function csvLine(values: readonly (string | null)[]): string {
  return `${values.map(csvField).join(",")}\n`;
}

function csvField(value: string | null): string {
  if (value === null) return "";
  return value === "" || /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
