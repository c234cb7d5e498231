import type { YamlValue } from "../edit-yaml.ts";
import type { PsiResult, PsiRow } from "./result.ts";

/** What `frozen` holds once the bins of every column are kept. Vocabularies have no bins that could be. */
export function frozenBins({ rows }: PsiResult): Readonly<Record<string, YamlValue>> {
  const able = rows.filter(({ kind, bins }) => kind !== "vocabulary" && bins.length > 0);
  return Object.fromEntries(able.map((row) => [row.id, frozenRow(row)]));
}

function frozenRow({ edges, bins }: PsiRow): YamlValue {
  const of = (kind: "missing" | "other") => bins.find((bin) => bin.kind === kind)?.reference ?? 0;
  const own = bins.filter(({ kind }) => kind !== "missing" && kind !== "other");
  const missing = of("missing");
  if (edges) return { edges, counts: own.map(({ reference }) => reference), missing };
  const categories = Object.fromEntries(
    own.filter(({ reference }) => reference > 0).map((bin) => [bin.label, bin.reference]),
  );
  return { categories, other: of("other"), missing };
}
