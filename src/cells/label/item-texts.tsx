import { useMemo, useState } from "react";
import { counted, groupDigits } from "../../widgets/format.ts";
import { matchingPassages, occurrences, type Stretch, sentences } from "./passages.ts";
import type { LabelItem } from "./result.ts";

interface ItemTextsProps {
  readonly item: LabelItem;
  /** The two texts that are compared, as the data has them; null where one answer is read. */
  readonly pair: readonly [string, string] | null;
  readonly onOpenTrace: (() => void) | null;
}

/** What an item says, as plain text; a sentence that is clicked is sought in what was retrieved. */
export function ItemTexts({ item, pair, onOpenTrace }: ItemTextsProps) {
  const [sought, setSought] = useState("");
  const [sentence, setSentence] = useState("");
  const { documents } = item;
  const passages = useMemo(
    () =>
      matchingPassages(
        sentence,
        documents.map(({ text }) => text),
      ),
    [sentence, documents],
  );
  const single = item.texts.filter(({ name }) => !pair?.includes(name));
  const sides = pair && (item.swapped ? [pair[1], pair[0]] : pair);
  const canSeek = documents.length > 0;
  const show = (text: string) => (
    <Marked text={text} sought={sought} sentence={canSeek ? sentence : null} onSentence={setSentence} />
  );
  return (
    <div className="label-texts">
      <div className="label-tools">
        <input
          type="search"
          className="label-search"
          aria-label="Find in this item"
          placeholder="Find in this item"
          value={sought}
          onChange={(event) => setSought(event.target.value)}
        />
        {sought && <span className="label-hits">{counted(hits(item, sought), "hit")}</span>}
        {onOpenTrace && (
          <button type="button" className="link quiet" onClick={onOpenTrace}>
            Open trace
          </button>
        )}
      </div>
      {single.map(({ name, text, cut }) => (
        <section key={name} className="label-text">
          <h4>{name}</h4>
          {show(text)}
          <Cut cut={cut} />
        </section>
      ))}
      {sides && (
        <div className="label-pair">
          {sides.map((name, place) => {
            const side = item.texts.find((text) => text.name === name);
            return (
              <section key={name} className="label-text">
                <h4>{place === 0 ? "left" : "right"}</h4>
                {show(side?.text ?? "")}
                <Cut cut={side?.cut ?? 0} />
              </section>
            );
          })}
        </div>
      )}
      {canSeek && (
        <section className="label-text">
          <h4>
            retrieved{" "}
            <small>
              {sentence
                ? passages.length
                  ? `${counted(passages.length, "passage")} with the words of the chosen sentence`
                  : "no passage shares the chosen sentence's words"
                : "choose a sentence above to find where it comes from"}
            </small>
          </h4>
          {item.documents.map(({ id, rank, score, text }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the documents of an item never move
            <article key={place} className="label-document">
              <p className="label-document-head">
                {[rank === null ? null : `#${rank}`, id, score === null ? null : `score ${score.toPrecision(3)}`]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
              <Marked
                text={text}
                sought={sought}
                passages={passages.filter((passage) => passage.text === place)}
                sentence={null}
              />
            </article>
          ))}
        </section>
      )}
    </div>
  );
}

function Cut({ cut }: { readonly cut: number }) {
  return cut > 0 ? (
    <p className="label-cut">{groupDigits(cut)} more characters are not shown; open the trace.</p>
  ) : null;
}

function hits({ texts, documents }: LabelItem, sought: string): number {
  return [...texts, ...documents].reduce((sum, { text }) => sum + occurrences(text, sought).length, 0);
}

interface MarkedProps {
  readonly text: string;
  readonly sought: string;
  readonly passages?: readonly Stretch[];
  /** The chosen sentence; null where none can be chosen. */
  readonly sentence: string | null;
  readonly onSentence?: (sentence: string) => void;
}

/** A text with its hits and passages marked. Where sentences can be chosen, each is a button by mouse. */
function Marked({ text, sought, passages = [], sentence, onSentence }: MarkedProps) {
  if (text === "") return <p className="label-none">nothing</p>;
  const marks = [
    ...passages.map((one) => ({ ...one, kind: "passage" })),
    ...occurrences(text, sought).map((one) => ({ ...one, kind: "hit" })),
  ];
  const chosen =
    sentence === null ? [] : sentences(text).filter(({ start, end }) => text.slice(start, end) === sentence);
  const all = [...marks, ...chosen.map((one) => ({ ...one, kind: "chosen" }))];
  const choose = () => {
    const at = document.getSelection()?.anchorOffset;
    const piece = document.getSelection()?.anchorNode?.parentElement?.dataset.start;
    if (at === undefined || piece === undefined || !onSentence) return;
    const place = Number(piece) + at;
    const found = sentences(text).find(({ start, end }) => start <= place && place <= end);
    if (found) onSentence(text.slice(found.start, found.end));
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a shortcut for the mouse; the search field finds by keyboard
    <p className={sentence === null ? "label-body" : "label-body is-choosable"} onClick={onSentence && choose}>
      {pieces(text, all).map(({ start, end, kind }) => (
        <span key={start} data-start={start} className={kind ? `label-mark is-${kind}` : undefined}>
          {text.slice(start, end)}
        </span>
      ))}
    </p>
  );
}

/** The text cut where marks begin and end; of marks over each other the last wins. */
function pieces(text: string, marks: readonly (Stretch & { readonly kind: string })[]) {
  const cuts = [...new Set([0, text.length, ...marks.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, place) => {
    const end = cuts[place + 1] as number;
    const mark = marks.findLast((one) => one.start <= start && one.end >= end);
    return { start, end, kind: mark?.kind ?? null };
  });
}
