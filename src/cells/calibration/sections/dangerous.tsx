import { type KeyboardEvent, useState } from "react";
import type { Live } from "../../cell-kind.tsx";
import type { ListedItem } from "../result.ts";
import type { SectionProps } from "../subject-details.tsx";
import { figure } from "../words.ts";

const shownAtOnce = 10;

/** Items that the judge praises and people do not, to be read one by one. */
export function Dangerous({ subject, live }: SectionProps) {
  const { rule, count, share } = subject.figures.danger;
  const differs = subject.type === "pairwise" || subject.type === "nominal";
  const title = differs ? "Judge and people differ" : "Judge high, people low";
  const at = share.high === null ? "" : `, at most ${figure(share.high, "share")}`;
  return (
    <div className="calibration-part calibration-dangerous">
      <h4>
        {title}{" "}
        <span className="soft">
          {count === 0 ? `none of ${share.n}${at}` : `${count} of ${share.n}${at}, read each one`} · {rule}
        </span>
        {live && count > 0 && <span className="calibration-keys">J next, K back, Enter open</span>}
      </h4>
      {count > 0 && <ItemTable items={subject.dangerous} total={count} live={live} />}
    </div>
  );
}

interface ItemTableProps {
  readonly items: readonly ListedItem[];
  readonly total: number;
  readonly live: Live | null;
  /** What the earlier judge is called, where its score stands beside. */
  readonly other?: string | null;
}

/** A list of items: J and K go through it, Enter opens the whole text. */
export function ItemTable({ items, total, live, other = null }: ItemTableProps) {
  const [all, setAll] = useState(false);
  const [current, setCurrent] = useState(0);
  const shown = all ? items : items.slice(0, shownAtOnce);
  const open =
    live &&
    ((item: ListedItem) => live.showDetail({ title: item.item, body: <ItemDetail {...{ item, other, live }} /> }));
  const hasText = items.some(({ text }) => text !== null);
  const hasWords = items.some(({ words }) => words !== null);
  return (
    <>
      <div className="analysis-scroll" {...(open ? keyed((event) => move(event, setCurrent)) : {})}>
        <table className="analysis-table calibration-items">
          <thead>
            <tr>
              <th className="is-left">{hasText ? "answer" : "item"}</th>
              <th className="is-left">the judge's reason</th>
              {other && <th title={other}>before</th>}
              <th>judge</th>
              <th>people</th>
              {hasWords && <th>words</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map((item, place) => (
              <tr
                key={item.item}
                tabIndex={open ? (place === current ? 0 : -1) : undefined}
                className={open ? "is-link" : undefined}
                onFocus={() => setCurrent(place)}
                onClick={open ? () => open(item) : undefined}
                onKeyDown={open ? (event) => event.key === "Enter" && open(item) : undefined}
              >
                <td className="is-left is-cut" title={item.item}>
                  {cut(item.text ?? item.item)}
                </td>
                <td className="is-left is-cut soft">{item.reason === null ? "–" : cut(item.reason)}</td>
                {other && <td className="soft">{item.other ?? "–"}</td>}
                <td>{item.judge}</td>
                <td>{item.people.join(", ")}</td>
                {hasWords && <td>{item.words ?? "–"}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total > shown.length && (
        <p className="calibration-more">
          {live && items.length > shown.length ? (
            <button type="button" className="calibration-open" onClick={() => setAll(true)}>
              Show all {items.length}
            </button>
          ) : (
            `${shown.length} of ${total} shown.`
          )}
        </p>
      )}
    </>
  );
}

/** As an application of its own, the list has J and K before the notebook takes them. */
function keyed(onKeyDown: (event: KeyboardEvent<HTMLElement>) => void) {
  return { role: "application", "aria-label": "Items: J next, K back, Enter open", onKeyDown };
}

function cut(text: string): string {
  return text.length > 110 ? `${text.slice(0, 109).trimEnd()}…` : text;
}

function move(event: KeyboardEvent<HTMLElement>, set: (place: number) => void): void {
  const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("tbody tr")];
  const place = rows.indexOf(document.activeElement as HTMLElement) + by;
  if (place < 0 || place >= rows.length) return;
  event.preventDefault();
  event.stopPropagation();
  set(place);
  rows[place]?.focus();
}

interface ItemDetailProps {
  readonly item: ListedItem;
  readonly other: string | null;
  readonly live: Live;
}

/** One item whole: what was judged, what each said, and the way to its trace. */
function ItemDetail({ item, other, live }: ItemDetailProps) {
  const { trace, target } = item;
  return (
    <div className="calibration-detail">
      <dl>
        <dt>judge</dt>
        <dd>{item.judge}</dd>
        {other && item.other !== null && (
          <>
            <dt>{other}</dt>
            <dd>{item.other}</dd>
          </>
        )}
        <dt>people</dt>
        <dd>{item.people.join(", ")}</dd>
      </dl>
      {item.reason !== null && (
        <>
          <h5>The judge's reason</h5>
          <p className="calibration-text">{item.reason}</p>
        </>
      )}
      {item.otherReason !== null && (
        <>
          <h5>The reason of {other ?? "the other judge"}</h5>
          <p className="calibration-text">{item.otherReason}</p>
        </>
      )}
      <h5>What was judged</h5>
      <p className="calibration-text">{item.text ?? "Its text is not at hand: name a table of items, or text."}</p>
      {trace !== null && (
        <button
          type="button"
          className="btn"
          onClick={() => live.openTrace(trace, target === "span" ? item.item : undefined)}
        >
          Open trace
        </button>
      )}
    </div>
  );
}
