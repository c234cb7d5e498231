import { useState } from "react";

interface PinRowProps {
  /** The row, for those who do not see it. */
  readonly label: string;
  readonly pin: () => Promise<string>;
}

/** Keeps a row of an analysis table as a finding; shown when the row is pointed at or focused. */
export function PinRow({ label, pin }: PinRowProps) {
  const [failure, setFailure] = useState("");
  return (
    <button
      type="button"
      className="pin-row"
      aria-label={`Pin ${label} as a finding`}
      title={failure || "Pin this row as a finding"}
      onClick={(event) => {
        event.stopPropagation();
        pin().catch((error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));
      }}
    >
      {failure ? "Not pinned" : "Pin"}
    </button>
  );
}
