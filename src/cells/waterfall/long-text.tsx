import { useState } from "react";
import { counted, groupDigits } from "../../widgets/format.ts";
import type { Live } from "../cell-kind.tsx";
import { readWhole, type Text } from "./detail-queries.ts";

interface LongTextProps {
  /** What it is: "input". */
  readonly name: string;
  readonly text: Text;
  readonly live: Live;
  /** Without its own line of length and buttons while it is short. */
  readonly quiet?: boolean;
}

/** Characters shown before one asks for more, and shown more of at a time. */
const firstShown = 2_000;
const moreShown = 200_000;

/** A text as plain text, its length beside it. A long one opens where it stands. */
export function LongText({ name, text, live, quiet = false }: LongTextProps) {
  const [whole, setWhole] = useState<string | null>(null);
  const [shown, setShown] = useState(firstShown);
  const [failure, setFailure] = useState<string | null>(null);
  const known = whole ?? text.start;
  const fetch = () => readWhole(live.engine, text, {});
  const failed = (error: unknown) => setFailure(error instanceof Error ? error.message : String(error));
  const more = () =>
    fetch().then((found) => {
      setWhole(found);
      setShown(shown + moreShown);
    }, failed);
  const copy = () =>
    fetch()
      .then((found) => live.copy(found))
      .catch(failed);
  const isMore = known.length > shown || (whole === null && text.whole !== null);
  return (
    <div className="wf-text">
      <pre>{visible(known.slice(0, shown)) || <span className="soft">empty</span>}</pre>
      {failure && <p className="failure">{failure}</p>}
      {(!quiet || isMore) && (
        <p className="wf-text-foot">
          <span>{counted(text.length, "character")}</span>
          {isMore && (
            <button type="button" className="link" onClick={() => void more()}>
              Show {text.length - shown > moreShown ? `${groupDigits(moreShown)} more` : "all"}
            </button>
          )}
          <button type="button" className="link" aria-label={`Copy ${name}`} onClick={() => void copy()}>
            Copy
          </button>
        </p>
      )}
    </div>
  );
}

/** Characters that would hide or turn around what stands beside them, made visible. */
function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be made visible
  return text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return character === "\0" ? "␀" : `[U+${code}]`;
  });
}
