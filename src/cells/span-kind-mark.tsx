import { isSpanKind, kindCode } from "../traces/kind.ts";
import { KindMark } from "../widgets/kind-mark.tsx";

/** The mark of a span's kind; a kind that is not known shows as unknown. */
export function SpanKindMark({ kind }: { kind: string | null }) {
  const known = kind !== null && isSpanKind(kind) ? kind : "UNKNOWN";
  const colour = `var(--kind-${known.toLowerCase()}, var(--kind-unknown))`;
  return <KindMark code={kindCode[known]} colour={colour} title={known.toLowerCase()} />;
}
