import "./marks.css";

interface KindMarkProps {
  /** Two letters, said beside the colour because colour alone says nothing. */
  readonly code: string;
  /** Any CSS colour. */
  readonly colour: string;
  /** The kind in words. */
  readonly title: string;
}

/** A swatch with its two-letter code. */
export function KindMark({ code, colour, title }: KindMarkProps) {
  return (
    <span className="kind-mark" role="img" aria-label={title} title={title}>
      <i style={{ background: colour }} />
      {code}
    </span>
  );
}
