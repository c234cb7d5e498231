import { literal } from "../../engine/sql.ts";
import type { Feature } from "./frame.ts";

/** What is told of a text: length, words, language, question, code, URLs. `text` is an SQL expression. */
export function textFeatures(column: string, text: string): readonly Feature[] {
  const numbers = (name: string, expression: string) => feature(`${column} ${name}`, "numbers", expression);
  const categories = (name: string, expression: string) => feature(`${column} ${name}`, "categories", expression);
  return [
    numbers("length", `length(${text})`),
    numbers("words", `len(regexp_extract_all(${text}, '\\S+'))`),
    numbers("URLs", `len(regexp_extract_all(${text}, 'https?://'))`),
    categories("question", yesNo(text, `regexp_matches(${text}, '[?？؟]')`)),
    categories("code", yesNo(text, `regexp_matches(${text}, ${literal(code)})`)),
    categories("language", language(text)),
  ];
}

function feature(id: string, kind: Feature["kind"], expression: string): Feature {
  return { id, kind, expression, isWhole: true, isNamed: true };
}

function yesNo(text: string, test: string): string {
  return `CASE WHEN ${text} IS NULL THEN NULL WHEN ${test} THEN 'yes' ELSE 'no' END`;
}

// A fence, or a line that begins as code does.
const code = "(?m)```|^\\s*(def \\w+\\(|class \\w+[:({]|function \\w+\\(|import \\w|#include|SELECT\\s.+\\sFROM\\s)";

const scripts = [
  ["Japanese", "[\\p{Hiragana}\\p{Katakana}]{2}"],
  ["Korean", "\\p{Hangul}{2}"],
  ["Chinese", "\\p{Han}{2}"],
  ["Russian or another in Cyrillic", "\\p{Cyrillic}{3}"],
  ["Arabic", "\\p{Arabic}{3}"],
  ["Hebrew", "\\p{Hebrew}{3}"],
  ["Greek", "\\p{Greek}{3}"],
  ["Hindi or another in Devanagari", "\\p{Devanagari}{2}"],
  ["Thai", "\\p{Thai}{3}"],
] as const;

/** Words that are common in one language and rare in the others; the first language wins a tie. */
const commonWords = {
  English: "the and of to is in what for you how this that it are on with my please",
  German: "der die das und ist nicht ein eine wie ich mit auf zu für den von im bitte",
  French: "le les des est et une dans pour que je vous pas du la un comment avec sur",
  Spanish: "el los las es y una para por con cómo qué del en se mi al más cuál",
  Italian: "il di che è per non una sono con gli della come un questo mi nel quali più",
  Portuguese: "o os não é uma para com como que do da em um no na qual meu mais",
  Dutch: "de het een en van is niet dat ik voor met hoe wat op te zijn mijn welke",
} as const;

const punctuation = ".,;:!?¿¡\"'()[]{}\\/\n\r\t";

/**
 * A guess: by script, else by which of seven languages has most of its common words among the first 600 characters.
 * A text with none of them is "unknown".
 */
function language(text: string): string {
  const start = `left(${text}, 600)`;
  const words = `(' ' || translate(lower(${start}), ${literal(punctuation)}, ${literal(" ".repeat(punctuation.length))}) || ' ')`;
  const branches = scripts.map(
    ([name, pattern]) => `WHEN regexp_matches(${start}, ${literal(pattern)}) THEN ${literal(name)}`,
  );
  const names = Object.keys(commonWords);
  const scores = Object.values(commonWords).map((common, place) => {
    const found = common.split(" ").map((word) => `contains(w, ${literal(` ${word} `)})::INTEGER`);
    return `{n: 10 * (${found.join(" + ")}) - ${place}, l: ${literal(names[place] ?? "")}}`;
  });
  const guess = `list_transform([${words}], lambda w: list_max([${scores.join(", ")}, {n: 1, l: 'unknown'}]).l)[1]`;
  return `CASE WHEN ${text} IS NULL THEN NULL ${branches.join(" ")} ELSE ${guess} END`;
}
