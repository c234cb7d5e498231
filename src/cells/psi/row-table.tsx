import { Fragment, type ReactNode, useState } from "react";
import { groupDigits } from "../../widgets/format.ts";
import { PinRow } from "../pin-row.tsx";
import { PsiBar } from "./psi-bar.tsx";
import type { PsiRow } from "./result.ts";
import { pWords, short } from "./words.ts";

interface RowTableProps {
  readonly rows: readonly PsiRow[];
  readonly adjust: string;
  /** What a row opens to; null where nothing moves. */
  readonly inside: ((row: PsiRow) => ReactNode) | null;
  readonly onPin: ((row: PsiRow) => Promise<string>) | null;
}

/** One line per column: the verdict, the figures that made it, and what it opens to. */
export function RowTable({ rows, adjust, inside, onPin }: RowTableProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    setOpen((now) => (now.has(id) ? new Set([...now].filter((one) => one !== id)) : new Set([...now, id])));
  return (
    <table className="analysis-table psi-table">
      <Head adjust={adjust} />
      <tbody>
        {rows.map((row) => (
          <Fragment key={row.id}>
            <tr className={inside ? "is-link" : undefined} onClick={inside ? () => toggle(row.id) : undefined}>
              <td className="is-left">
                <Name row={row} isOpen={open.has(row.id)} canOpen={inside !== null} onPin={onPin} />
              </td>
              <Figures row={row} />
            </tr>
            {inside && open.has(row.id) && (
              <tr className="psi-inside">
                <td colSpan={11}>{inside(row)}</td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function Head({ adjust }: { readonly adjust: string }) {
  const adjusted = adjust === "none" ? "of this column alone" : `adjusted for all columns (${adjust})`;
  return (
    <thead>
      <tr>
        <th scope="col" className="is-left" title="Click a row for its bins">
          column
        </th>
        <th scope="col" className="is-left" title="Needs both significance and size">
          verdict
        </th>
        <th
          scope="colgroup"
          colSpan={2}
          className="is-left"
          title="The shades are the usual bands: below 0.1, to 0.2, above. The tick is what no drift would stay under."
        >
          PSI
        </th>
        <th scope="col" title="95 % of comparisons without drift stay under this, at these counts">
          no drift under
        </th>
        <th scope="col" title={`The chance of such a difference without drift, ${adjusted}`}>
          p{adjust === "none" ? "" : ", adj."}
        </th>
        <th
          scope="col"
          title="Of numbers the Wasserstein distance in standard deviations of the reference, of categories Cramér's V"
        >
          W, sd · V
        </th>
        <th scope="col" title="Kolmogorov–Smirnov: the largest difference of the distribution functions">
          KS
        </th>
        <th scope="col" title="Jensen–Shannon distance of the bins, base 2">
          JS
        </th>
        <th scope="col" className="is-reference" title="Reference rows, of which missing">
          n, ref.
        </th>
        <th scope="col" className="is-current" title="Current rows, of which missing">
          n, cur.
        </th>
      </tr>
    </thead>
  );
}

interface NameProps {
  readonly row: PsiRow;
  readonly isOpen: boolean;
  readonly canOpen: boolean;
  readonly onPin: RowTableProps["onPin"];
}

function Name({ row, isOpen, canOpen, onPin }: NameProps) {
  return (
    <span className="psi-name">
      {canOpen ? (
        <button type="button" className="psi-open" aria-expanded={isOpen} title={`${row.id}: show its bins`}>
          <span aria-hidden="true">{isOpen ? "▾" : "▸"}</span> {row.id}
        </button>
      ) : (
        <span title={row.id}>{row.id}</span>
      )}
      {row.isFrozen && <span className="psi-tag">frozen</span>}
      {onPin && <PinRow label={row.id} pin={() => onPin(row)} />}
    </span>
  );
}

const verdictClass = {
  drifted: "is-drifted",
  monitor: "is-monitor",
  stable: "is-stable",
  "too little data": "is-unknown",
} as const;

export function Verdict({ row }: { readonly row: Pick<PsiRow, "verdict" | "reason"> }) {
  return (
    <span className={`psi-verdict ${verdictClass[row.verdict]}`} title={row.reason}>
      {row.verdict}
    </span>
  );
}

function Figures({ row }: { readonly row: PsiRow }) {
  const { psi, critical, adjustedP, ks, wasserstein, test, jensenShannon } = row;
  const effect = row.kind === "numbers" ? (wasserstein?.inSd ?? null) : test.cramersV;
  return (
    <>
      <td className="is-left">
        <Verdict row={row} />
      </td>
      <td className="is-bar">
        <PsiBar psi={psi} critical={critical} />
      </td>
      <td title={psi === null ? undefined : String(psi)}>{short(psi)}</td>
      <td className="soft">{short(critical)}</td>
      <td title={adjustedP === null ? undefined : `${adjustedP}; before adjusting ${row.p}`}>
        {adjustedP === null ? "–" : pWords(adjustedP).replace(/^p (= )?/, "")}
      </td>
      <td title={effectTitle(row)}>{short(effect)}</td>
      <td title={ksTitle(row)}>{short(ks?.value ?? null)}</td>
      <td>{short(jensenShannon)}</td>
      <td className="is-reference" title={missingWords(row.referenceMissing)}>
        {groupDigits(row.referenceRows)}
      </td>
      <td className="is-current" title={missingWords(row.currentMissing)}>
        {groupDigits(row.currentRows)}
      </td>
    </>
  );
}

function effectTitle({ kind, wasserstein, test }: PsiRow): string | undefined {
  if (kind !== "numbers") return test.method ? `Cramér's V; ${test.method} test, ${pWords(test.p)}` : undefined;
  if (!wasserstein) return undefined;
  if (wasserstein.inSd === null) return wasserstein.reason ?? undefined;
  return `Wasserstein distance ${short(wasserstein.value)}, at most ${short(wasserstein.atMost)}`;
}

function ksTitle({ ks }: PsiRow): string | undefined {
  if (!ks || ks.value === null) return ks?.reason ?? undefined;
  const error = ks.atMost !== null && ks.atMost > ks.value ? `, at most ${ks.atMost.toFixed(4)}` : ", exact";
  return `${ks.value.toFixed(4)}${error}; ${pWords(ks.p)}`;
}

function missingWords(count: number): string {
  return count === 0 ? "none missing" : `${groupDigits(count)} missing`;
}
