/**
 * Names as a table can have them: none empty, none twice (SQL takes upper and lower case for the same), no control
 * characters. "Status" twice is "Status" and "Status_2".
 */
export class ColumnNames {
  readonly #taken = new Set<string>();

  /** The name for a column that the file calls `wanted`, the `position`-th from 1. */
  add(wanted: string, position: number): string {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    const base = wanted.replace(/[\x00-\x1f\x7f]+/g, " ").trim() || `column_${position}`;
    let name = base;
    for (let n = 2; this.#taken.has(name.toLowerCase()); n++) name = `${base}_${n}`;
    this.#taken.add(name.toLowerCase());
    return name;
  }
}

const saysId = /(^|[^a-z0-9])(id|ids|uuid|guid)$/i;
const saysIdInCamelCase = /[a-z0-9](Id|ID|Ids|IDs|Uuid|UUID|Guid|GUID)$/;
const saysVersion = /version|semver|(^|[^a-z0-9])(v|ver)$/i;

/** True when a column's name says that its values are names in digits: ids and versions, which are never computed with. */
export function namesText(name: string): boolean {
  return saysId.test(name) || saysIdInCamelCase.test(name) || saysVersion.test(name);
}
