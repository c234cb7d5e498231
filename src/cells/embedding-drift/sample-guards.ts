import { counted, groupDigits } from "../../widgets/format.ts";
import type { EmbeddingDriftSpec } from "./definition.ts";
import type { VectorKind } from "./guards.ts";
import type { Counts, Guard } from "./result.ts";
import type { Sample } from "./sample.ts";

const enough = 30;

/** What to say of how many rows there are and how many were looked at. */
export function sampleGuards(
  counts: Counts,
  kind: VectorKind,
  sample: Sample,
  spec: EmbeddingDriftSpec,
): readonly Guard[] {
  return [few(kind), cut(counts, spec), noWindows(sample, spec), otherSegments(sample)].filter(
    (guard) => guard !== null,
  );
}

function few({ reference, current }: VectorKind): Guard | null {
  if (Math.min(reference, current) >= enough) return null;
  const text = `Too few vectors: ${groupDigits(reference)} reference, ${groupDigits(current)} current. A verdict needs ${enough} on each side.`;
  return { kind: "few", isWarning: true, text };
}

function cut({ reference, current, referenceRows, currentRows }: Counts, { seed }: EmbeddingDriftSpec): Guard | null {
  const looked = (rows: number, all: number, side: string) =>
    `${groupDigits(rows)}${rows < all ? ` of ${groupDigits(all)}` : ""} ${side}`;
  const isCut = referenceRows < reference || currentRows < current;
  const most = Math.max(referenceRows, currentRows) > 1000;
  if (!isCut && !most) return null;
  const drawn = `Looked at ${looked(referenceRows, reference, "reference")} and ${looked(currentRows, current, "current")} vectors${isCut ? `, drawn with seed ${seed}` : ""}`;
  const pairs = most ? "; MMD, energy distance, participation and classifier at 1,000 of each side at most" : "";
  return { kind: "sample", isWarning: false, text: `${drawn}${pairs}.` };
}

function noWindows({ windows }: Sample, { every }: EmbeddingDriftSpec): Guard | null {
  if (every === undefined || windows.length > 0) return null;
  return { kind: "windows", isWarning: true, text: "No vector has a time, so there are no windows." };
}

function otherSegments({ otherSegments }: Sample): Guard | null {
  if (otherSegments === 0) return null;
  return {
    kind: "segments",
    isWarning: false,
    text: `${counted(otherSegments, "segment")} with fewer vectors left out.`,
  };
}
