import { percent } from "../../widgets/duration-scale.ts";
import type { Live } from "../cell-kind.tsx";
import type { ComparedRows, PsiRow, Word } from "./result.ts";
import { type RowsOf, rowsSource } from "./rows-source.ts";

interface WordsProps {
  readonly row: PsiRow;
  readonly compared: ComparedRows | undefined;
  readonly live: Live | null;
}

/** The words that tell the sides of a vocabulary apart, with the share of each side's texts that have them. */
export function Words({ row, compared, live }: WordsProps) {
  const { more, fewer } = row.words ?? { more: [], fewer: [] };
  if (more.length + fewer.length === 0)
    return <p className="psi-note">No word stands in clearly more texts of one side.</p>;
  const canList = live !== null && compared !== undefined;
  const list = canList
    ? (side: RowsOf, { predicate }: Word) => live.addCell("sql", rowsSource(compared, side, predicate))
    : null;
  return (
    <div className="psi-words">
      <WordList title="more in current" words={more} row={row} onList={list} />
      <WordList title="fewer in current" words={fewer} row={row} onList={list} />
    </div>
  );
}

interface WordListProps {
  readonly title: string;
  readonly words: readonly Word[];
  readonly row: PsiRow;
  readonly onList: ((side: RowsOf, word: Word) => void) | null;
}

function WordList({ title, words, row, onList }: WordListProps) {
  if (words.length === 0) return null;
  return (
    <table className="analysis-table" aria-label={`Words that stand in ${title}`}>
      <thead>
        <tr>
          <th scope="col" className="is-left">
            {title}
          </th>
          <th scope="col" className="is-reference" title="Share of the reference's texts with the word">
            reference
          </th>
          <th scope="col" className="is-current" title="Share of the current texts with the word">
            current
          </th>
        </tr>
      </thead>
      <tbody>
        {words.map((word) => (
          <tr key={word.word}>
            <td className="is-left">
              <span className="psi-label">{word.word}</span>
            </td>
            <td className="is-reference">
              <WordShare word={word} side="reference" of={row.referenceRows} onList={onList} />
            </td>
            <td className="is-current">
              <WordShare word={word} side="current" of={row.currentRows} onList={onList} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface WordShareProps {
  readonly word: Word;
  readonly side: RowsOf;
  readonly of: number;
  readonly onList: WordListProps["onList"];
}

function WordShare({ word, side, of, onList }: WordShareProps) {
  const share = percent(word[side] / of);
  const about = `${word[side]} of ${of} texts`;
  if (!onList || word[side] === 0) return <span title={about}>{share}</span>;
  return (
    <button
      type="button"
      className="psi-link"
      title={`${about}; list the ${side} rows`}
      aria-label={`${share}: list the ${side} rows with ${word.word}`}
      onClick={() => onList(side, word)}
    >
      {share}
    </button>
  );
}
