import { canonicalTableNames } from "../traces/schema.ts";

const extensions =
  /\.(csv|tsv|tab|psv|txt|json|jsonl|ndjson|parquet|pq|arrow|arrows|feather|ipc|gz|gzip|zst|zstd|log|dat|data)$/i;

/** Names that are taken by views of the store, or that SQL would not understand as a table. */
const taken = new Set<string>([
  ...canonicalTableNames,
  ..."traces sources import_issues import_attributes store main temp".split(" "),
  ..."all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case".split(" "),
  ..."cast check collate collation column columns concurrently constraint create cross default deferrable".split(" "),
  ..."desc describe distinct do else end except false fetch for foreign freeze from full generated glob grant".split(
    " ",
  ),
  ..."group having ilike in initially inner intersect into is isnull join lambda lateral leading left like".split(" "),
  ..."limit map natural not notnull null offset on only or order outer overlaps pivot pivot_longer".split(" "),
  ..."pivot_wider placing positional primary qualify references returning right select semi show similar".split(" "),
  ..."some struct summarize symmetric table tablesample then to trailing true try_cast union unique unpack".split(" "),
  ..."unpivot using values variadic verbose when where window with".split(" "),
]);

/**
 * What a plain table is called, from its file's name without extensions: lower snake case that SQL takes unquoted.
 * "Labels 2026-04.csv.gz" is "labels_2026_04".
 */
export function tableName(path: string): string {
  let base = path.split(/[/\\]/).at(-1) ?? "";
  while (extensions.test(base)) base = base.replace(extensions, "");
  const words = base
    .normalize("NFC")
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1_$2")
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  const name = (words ?? []).join("_").slice(0, 60) || "unnamed_table";
  if (/^\P{L}/u.test(name)) return `table_${name}`;
  return taken.has(name) ? `${name}_table` : name;
}
