import { useEffect, useRef, useState } from "react";
import { counted, groupDigits, textOf } from "./format.ts";
import { indentJson, jsonDepth } from "./json-text.ts";
import type { RowQuery, RowSource, Value } from "./row-source.ts";
import type { ShownColumn } from "./shown-columns.tsx";

interface OpenedValueProps {
  readonly source: RowSource;
  readonly query: RowQuery;
  readonly row: number;
  readonly column: ShownColumn;
  readonly value: Value;
  /** Whether `value` is only the start of what the source has. */
  readonly cut: boolean;
  readonly copy: (text: string) => void;
  readonly onClose: () => void;
}

/** One value of a table in full. */
export function OpenedValue({ source, query, row, column, value, cut, copy, onClose }: OpenedValueProps) {
  const whole = async (signal: AbortSignal) => {
    const page = await source.rows(row, row + 1, query, { signal, whole: true });
    return page.rows[0]?.[column.index] ?? null;
  };
  const title = `${column.label}, row ${groupDigits(row + 1)}`;
  return <ValueDialog title={title} value={value} whole={cut ? whole : null} copy={copy} onClose={onClose} />;
}

interface ValueDialogProps {
  /** Which value: "input, row 12". */
  readonly title: string;
  readonly value: Value;
  /** Fetches the value whole, where `value` is only its start. */
  readonly whole: ((signal: AbortSignal) => Promise<Value>) | null;
  readonly copy: (text: string) => void;
  readonly onClose: () => void;
}

const mostShown = 1_000_000;

function ValueDialog({ title, value, whole, copy, onClose }: ValueDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [indented, setIndented] = useState(true);
  const { full, failure } = useWhole(value, whole);
  const shown = useRef<HTMLPreElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    shown.current?.focus();
  }, []);
  const written = full === undefined ? "" : textOf(full);
  const parsed = full === undefined ? null : asJson(full);
  const text = parsed !== null && indented ? parsed : written;
  return (
    <dialog ref={dialog} className="dt-dialog" aria-label={title} onClose={onClose}>
      <header>
        <h4>{title}</h4>
        <span className="dt-note">{full === undefined ? "" : counted(written.length, "character")}</span>
        {parsed !== null && (
          <label>
            <input type="checkbox" checked={indented} onChange={(event) => setIndented(event.target.checked)} />{" "}
            indented
          </label>
        )}
        <button type="button" disabled={full === undefined} onClick={() => copy(text)}>
          Copy
        </button>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      {failure ? (
        <p role="alert">{failure}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it
        <pre ref={shown} tabIndex={0}>
          {full === undefined ? "Reading the whole value" : text.slice(0, mostShown)}
        </pre>
      )}
      {text.length > mostShown && (
        <p className="dt-note">The first {groupDigits(mostShown)} characters are shown; Copy takes all of them.</p>
      )}
    </dialog>
  );
}

function useWhole(value: Value, whole: ValueDialogProps["whole"]): { full: Value | undefined; failure: string | null } {
  const [full, setFull] = useState<Value | undefined>(whole ? undefined : value);
  const [failure, setFailure] = useState<string | null>(null);
  const fetch = useRef(whole);
  useEffect(() => {
    const stop = new AbortController();
    fetch.current?.(stop.signal).then(
      (found) => stop.signal.aborted || setFull(found),
      (error) => stop.signal.aborted || setFailure(error instanceof Error ? error.message : String(error)),
    );
    return () => stop.abort();
  }, []);
  return { full, failure };
}

/** Indented, when the value is an object or list, or text that holds one; null when it is neither. */
function asJson(value: Value): string | null {
  if (value !== null && typeof value === "object") return indentJson(JSON.stringify(value));
  if (typeof value !== "string" || !/^\s*[[{]/.test(value) || value.length > mostShown) return null;
  if (jsonDepth(value) > 50) return null;
  try {
    // Parsed only to see that it is JSON: numbers would lose digits on the way back.
    JSON.parse(value);
    return indentJson(value);
  } catch {
    return null;
  }
}
