import * as monaco from "monaco-editor/editor/editor.api";
import "./monaco-features.tsx";
import "monaco-editor/languages/definitions/sql/register";
import "monaco-editor/languages/definitions/markdown/register";
import "monaco-editor/languages/definitions/yaml/register";
import "monaco-editor/languages/definitions/typescript/register";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import TypeScriptWorker from "monaco-editor/languages/features/typescript/ts.worker?worker";
import type { CodeEditorProps, Marker } from "./code-editor.tsx";
import { Echoes } from "./echoes.ts";
import type { EditorAssist, Highlight } from "./editor-assist.ts";
import { highlighter, setAssist } from "./monaco-assist.tsx";
import { pixels, token } from "./theme.tsx";

/** An editor in the page, told what to show. */
export interface EditorHandle {
  setValue(value: string): void;
  setOptions(options: { readonly language: string; readonly label: string; readonly readOnly: boolean }): void;
  setMarkers(markers: readonly Marker[]): void;
  setAssist(assist: EditorAssist | null): void;
  setHighlights(highlights: readonly Highlight[]): void;
  focus(): void;
  /** What is selected, as characters from the start; the cursor twice where nothing is. */
  selection(): { readonly start: number; readonly end: number };
  /** Takes the colours of the page's tokens. */
  setTheme(): void;
  dispose(): void;
}

export interface EditorEvents {
  onChange(value: string): void;
  onRun(goOn: boolean): void;
  onLeave(): void;
}

self.MonacoEnvironment = {
  getWorker: (_, label) => (label === "typescript" ? new TypeScriptWorker() : new EditorWorker()),
};

const tallest = 520;

/** Makes an editor that fills the holder's width and is as high as its text, up to a limit. */
export function createEditor(holder: HTMLElement, props: CodeEditorProps, events: EditorEvents): EditorHandle {
  applyTheme();
  const model = monaco.editor.createModel(props.value, props.language);
  const editor = monaco.editor.create(holder, {
    ...options(),
    overflowWidgetsDomNode: overflowOf(holder),
    model,
    ariaLabel: props.label,
    readOnly: props.readOnly,
  });
  fitHeight(holder, editor);
  bindKeys(editor, events);
  const echoes = new Echoes();
  model.onDidChangeContent(() => {
    editor.updateOptions({ lineNumbers: lineNumbers(model) });
    const value = model.getValue();
    echoes.sent(value);
    events.onChange(value);
  });
  editor.updateOptions({ lineNumbers: lineNumbers(model) });
  let typesOf: EditorAssist["types"];
  // Since it was left, tables may have come.
  editor.onDidFocusEditorText(() => void offerTypes(typesOf));
  if (props.autoFocus) editor.focus();
  return {
    setValue(value) {
      if (!echoes.returned(value) && value !== model.getValue()) replaceAll(editor, model, value);
    },
    setOptions({ language, label, readOnly }) {
      monaco.editor.setModelLanguage(model, language);
      editor.updateOptions({ ariaLabel: label, readOnly });
    },
    setMarkers: (markers) =>
      monaco.editor.setModelMarkers(
        model,
        "cell",
        markers.map((marker) => underline(model, marker)),
      ),
    setAssist(assist) {
      setAssist(model, assist);
      editor.updateOptions(assist ? suggesting : {});
      typesOf = assist?.types;
      void offerTypes(typesOf);
    },
    setHighlights: highlighter(editor),
    focus: () => editor.focus(),
    selection() {
      const { startLineNumber, startColumn, endLineNumber, endColumn } =
        editor.getSelection() ?? new monaco.Range(1, 1, 1, 1);
      const offset = (lineNumber: number, column: number) => model.getOffsetAt({ lineNumber, column });
      return { start: offset(startLineNumber, startColumn), end: offset(endLineNumber, endColumn) };
    },
    setTheme: applyTheme,
    dispose() {
      editor.dispose();
      model.dispose();
    },
  };
}

const overflows = new WeakMap<Element, HTMLElement>();

/** Where lists and hints open: over the whole page, or the dialog that the editor stands in, never cut off by a cell. */
function overflowOf(holder: HTMLElement): HTMLElement {
  const around = holder.closest("dialog") ?? document.body;
  const known = overflows.get(around);
  if (known) return known;
  const node = document.createElement("div");
  node.className = "monaco-editor code-overflow";
  around.append(node);
  overflows.set(around, node);
  return node;
}

async function offerTypes(types: EditorAssist["types"]): Promise<void> {
  if (!types) return;
  const [{ declareTypes }, texts] = await Promise.all([import("./monaco-typescript.tsx"), types()]);
  declareTypes(texts);
}

type Editor = monaco.editor.IStandaloneCodeEditor;
type Model = monaco.editor.ITextModel;

function options(): monaco.editor.IStandaloneEditorConstructionOptions {
  return {
    automaticLayout: true,
    contextmenu: false,
    fixedOverflowWidgets: true,
    folding: false,
    fontFamily: token("--font-mono"),
    fontSize: pixels("--fs-code", 12),
    glyphMargin: false,
    guides: { indentation: false },
    lineDecorationsWidth: 12,
    lineHeight: 19,
    lineNumbersMinChars: 3,
    links: false,
    minimap: { enabled: false },
    occurrencesHighlight: "off",
    overviewRulerLanes: 0,
    quickSuggestions: false,
    suggestOnTriggerCharacters: false,
    padding: { top: 8, bottom: 8 },
    renderLineHighlight: "none",
    scrollBeyondLastLine: false,
    scrollbar: { alwaysConsumeMouseWheel: false, verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
    stickyScroll: { enabled: false },
    tabSize: 2,
    wordWrap: "on",
    wrappingIndent: "same",
  };
}

// Where something knows what could be written.
const suggesting: monaco.editor.IEditorOptions & monaco.editor.IGlobalEditorOptions = {
  quickSuggestions: { other: true, strings: true, comments: false },
  suggestOnTriggerCharacters: true,
  acceptSuggestionOnCommitCharacter: false,
  acceptSuggestionOnEnter: "smart",
  wordBasedSuggestions: "off",
  suggest: { showStatusBar: false, preview: false, showWords: false },
};

/** Only where there are lines enough to lose one's place among. */
function lineNumbers(model: Model): "on" | "off" {
  return model.getLineCount() > 8 ? "on" : "off";
}

function fitHeight(holder: HTMLElement, editor: Editor): void {
  const resize = () => {
    holder.style.height = `${Math.min(tallest, editor.getContentHeight())}px`;
    editor.layout();
  };
  editor.onDidContentSizeChange(resize);
  resize();
}

// Bound as actions: commands would go to whichever editor of the page was made last.
function bindKeys(editor: Editor, { onRun, onLeave }: EditorEvents): void {
  const { KeyCode, KeyMod } = monaco;
  const nothingOpen =
    "!suggestWidgetVisible && !findWidgetVisible && !parameterHintsVisible && !editorHasSelection && !editorHasMultipleSelections";
  const action = (id: string, label: string, keybinding: number, run: () => void, when?: string) =>
    editor.addAction({ id: `casebook.${id}`, label, keybindings: [keybinding], keybindingContext: when, run });
  action("run", "Run", KeyMod.CtrlCmd | KeyCode.Enter, () => onRun(false));
  action("run-go-on", "Run and go on", KeyMod.Shift | KeyCode.Enter, () => onRun(true));
  action("leave", "Leave the editor", KeyCode.Escape, onLeave, nothingOpen);
}

// As an edit, so that it can be undone and the cursor stays near where it was.
function replaceAll(editor: Editor, model: Model, value: string): void {
  editor.pushUndoStop();
  model.pushEditOperations([], [{ range: model.getFullModelRange(), text: value }], () => null);
  editor.pushUndoStop();
}

/** From the place of the trouble to the end of the word there. */
function underline(model: Model, { line, column, message }: Marker): monaco.editor.IMarkerData {
  const startLineNumber = Math.max(1, Math.min(line, model.getLineCount()));
  const longest = model.getLineMaxColumn(startLineNumber);
  const startColumn = Math.max(1, Math.min(column, longest - 1));
  const word = model.getWordAtPosition({ lineNumber: startLineNumber, column: startColumn });
  const endColumn = Math.max(startColumn + 1, word?.endColumn ?? startColumn + 1);
  const severity = monaco.MarkerSeverity.Error;
  return { severity, message, startLineNumber, startColumn, endLineNumber: startLineNumber, endColumn };
}

function applyTheme(): void {
  const dark = isDark(token("--bg-sunken"));
  monaco.editor.defineTheme("casebook", {
    base: dark ? "vs-dark" : "vs",
    inherit: true,
    rules: rules(),
    colors: colors(),
  });
  monaco.editor.setTheme("casebook");
}

function isDark(hex: string): boolean {
  const [red = 255, green = 255, blue = 255] = (hex.match(/[\da-f]{2}/gi) ?? []).map((part) =>
    Number.parseInt(part, 16),
  );
  return red * 0.3 + green * 0.6 + blue * 0.1 < 128;
}

// The base themes colour SQL's text red and its functions magenta: every name is set, with the language's own too.
function rules(): monaco.editor.ITokenThemeRule[] {
  return ["", ".sql", ".yaml", ".md"].flatMap((suffix) =>
    Object.entries(tokenColours).map(([name, colour]) => ({
      token: name + suffix,
      foreground: token(colour).replace("#", ""),
      fontStyle: name === "comment" ? "italic" : "",
    })),
  );
}

const tokenColours = {
  "": "--text",
  comment: "--text-3",
  delimiter: "--text-2",
  identifier: "--text",
  keyword: "--accent",
  number: "--reference",
  operator: "--text-2",
  predefined: "--text",
  string: "--reference",
  tag: "--text-2",
  type: "--accent",
  variable: "--text",
} as const;

function colors(): monaco.editor.IColors {
  return {
    "editor.background": token("--bg-sunken"),
    "editor.foreground": token("--text"),
    // Brackets are told apart by where they stand, not by colour.
    ...Object.fromEntries(
      [1, 2, 3, 4, 5, 6].map((depth) => [`editorBracketHighlight.foreground${depth}`, token("--text-2")]),
    ),
    "editorBracketHighlight.unexpectedBracket.foreground": token("--danger"),
    "editorCursor.foreground": token("--text"),
    "editorError.foreground": token("--danger"),
    "editorLineNumber.foreground": token("--text-3"),
    "editorLineNumber.activeForeground": token("--text-2"),
    "editor.selectionBackground": `${token("--accent")}44`,
    "editorWidget.background": token("--bg-paper"),
    "editorWidget.border": token("--border-strong"),
    "editorHoverWidget.background": token("--bg-paper"),
    "editorSuggestWidget.background": token("--bg-paper"),
    "editorSuggestWidget.foreground": token("--text"),
    "editorSuggestWidget.border": token("--border-strong"),
    "editorSuggestWidget.selectedBackground": token("--bg-selected"),
    "editorSuggestWidget.selectedForeground": token("--text"),
    "editorSuggestWidget.selectedIconForeground": token("--text"),
    "editorSuggestWidget.highlightForeground": token("--accent"),
    "editorSuggestWidget.focusHighlightForeground": token("--accent"),
    "list.hoverBackground": token("--bg-hover"),
    focusBorder: token("--focus"),
  };
}
