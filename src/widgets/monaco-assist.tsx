import * as monaco from "monaco-editor/editor/editor.api";
import type { Completion, Completions, EditorAssist, Highlight, Hover } from "./editor-assist.ts";

type Model = monaco.editor.ITextModel;

const assists = new WeakMap<Model, EditorAssist>();
const served = new Set<string>();

/** Lets an editor's text be completed, explained and laid out by what is given; null takes that away. */
export function setAssist(model: Model, assist: EditorAssist | null): void {
  if (!assist) return void assists.delete(model);
  assists.set(model, assist);
  serve(model.getLanguageId());
}

/** Monaco asks by language: each language is answered for once, whichever editor it is in. */
function serve(language: string): void {
  if (served.has(language)) return;
  served.add(language);
  monaco.languages.registerCompletionItemProvider(language, {
    triggerCharacters: [".", "[", "'", '"', "$"],
    provideCompletionItems: async (model, position) => {
      const given = await assists.get(model)?.complete(model.getValue(), model.getOffsetAt(position));
      return given && !model.isDisposed() ? { suggestions: suggestions(model, given) } : null;
    },
  });
  monaco.languages.registerHoverProvider(language, {
    provideHover: async (model, position, token) => {
      const stop = new AbortController();
      const listening = token.onCancellationRequested(() => stop.abort(new Error("no longer asked for")));
      try {
        const found = await assists.get(model)?.hover(model.getValue(), model.getOffsetAt(position), stop.signal);
        return found && !model.isDisposed() ? hoverOf(model, found) : null;
      } finally {
        listening.dispose();
      }
    },
  });
}

const kinds: Readonly<Record<Completion["kind"], keyof typeof monaco.languages.CompletionItemKind>> = {
  table: "Struct",
  column: "Field",
  function: "Function",
  keyword: "Keyword",
  key: "Property",
  value: "Value",
};

function suggestions(model: Model, { start, end, items }: Completions): monaco.languages.CompletionItem[] {
  const range = rangeOf(model, start, end);
  return items.map(({ label, kind, insert = label, back = 0, detail, about, rank }) => ({
    label: detail ? { label, description: detail } : label,
    kind: monaco.languages.CompletionItemKind[kinds[kind]],
    ...(back ? snippet(insert, back) : { insertText: insert }),
    // Words of the data are shown as text: Monaco takes a plain string for that.
    documentation: about,
    filterText: filterText(model, range, label),
    sortText: String(rank).padStart(4, "0") + label.toLowerCase(),
    range,
  }));
}

/** Inside quotes the quote is part of what is replaced, so it has to be part of what is compared. */
function filterText(model: Model, range: monaco.IRange, label: string): string {
  const first = model.getValueInRange(range).charAt(0);
  return first === '"' || first === "'" ? first + label : label;
}

function snippet(insert: string, back: number) {
  const escaped = (text: string) => text.replace(/[\\$}]/g, "\\$&");
  const at = insert.length - back;
  return {
    insertText: `${escaped(insert.slice(0, at))}$0${escaped(insert.slice(at))}`,
    insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet,
  };
}

function hoverOf(model: Model, { start, end, lines }: Hover): monaco.languages.Hover {
  return { range: rangeOf(model, start, end), contents: [{ value: fenced(lines), isTrusted: false }] };
}

/** Text as a block of code whose fence is longer than any in it, so that nothing in it is read as markdown. */
function fenced(lines: readonly string[]): string {
  const text = lines.map((line) => line.replace(/\s+/g, " ")).join("\n");
  const longest = Math.max(2, ...Array.from(text.matchAll(/~+/g), ([run]) => run.length));
  const mark = "~".repeat(longest + 1);
  return `${mark}plaintext\n${text}\n${mark}`;
}

export function rangeOf(model: Model, start: number, end: number): monaco.Range {
  return monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));
}

/** Marks pieces of an editor's text, and returns how to mark others instead. */
export function highlighter(editor: monaco.editor.IStandaloneCodeEditor) {
  const marks = editor.createDecorationsCollection();
  return (highlights: readonly Highlight[]): void => {
    const model = editor.getModel();
    if (!model) return;
    marks.set(
      highlights.map(({ start, end, current }) => ({
        range: rangeOf(model, start, end),
        options: { className: current ? "code-found is-current" : "code-found", stickiness: 1 },
      })),
    );
    const current = highlights.find((highlight) => highlight.current);
    if (current) editor.revealRangeInCenterIfOutsideViewport(rangeOf(model, current.start, current.end));
  };
}
