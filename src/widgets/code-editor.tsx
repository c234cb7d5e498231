import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import "./code-editor.css";
import type { EditorAssist, Highlight } from "./editor-assist.ts";
import type { EditorHandle } from "./monaco-editor.tsx";
import { useTheme } from "./theme.tsx";
import { useNear } from "./use-near.tsx";

export interface CodeEditorProps {
  readonly language: "sql" | "markdown" | "yaml" | "typescript";
  readonly value: string;
  readonly onChange?: (value: string) => void;
  /** Ctrl or Cmd and Enter; with Shift and Enter `goOn` says that the next thing is wanted after it. */
  readonly onRun?: (goOn: boolean) => void;
  /** Escape. Without it the focus goes to whatever focusable thing the editor stands in. */
  readonly onLeave?: () => void;
  /** What is wrong, underlined where it is. */
  readonly markers?: readonly Marker[];
  /** What is marked in it, as a search's matches are. */
  readonly highlights?: readonly Highlight[];
  /** Completes, explains and lays out what is written. */
  readonly assist?: EditorAssist | null;
  /** Given the editor as soon as it can be typed into, and null when it goes away. */
  readonly onReady?: (editor: EditorPort | null) => void;
  /** Names the editor for those who do not see it. */
  readonly label: string;
  readonly readOnly?: boolean;
  /** Takes the focus as soon as it can be typed into. */
  readonly autoFocus?: boolean;
}

/** What can be asked of an editor from outside. */
export interface EditorPort {
  focus(): void;
  /** What is selected, as characters from the start; the cursor twice where nothing is. */
  selection(): { readonly start: number; readonly end: number };
}

export interface Marker {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/**
 * A code editor as high as its text. The text stands there at once; the editor proper takes its place when that comes
 * near the view. Where it cannot be loaded, a plain text field does.
 */
export function CodeEditor(props: CodeEditorProps) {
  const whole = useRef<HTMLDivElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<"waiting" | "ready" | "plain">("waiting");
  const wanted = useNear(whole) || (props.autoFocus ?? false);
  const editor = useEditor(holder, props, wanted, setState);
  useFollow(editor, props, state);
  useReady(editor, props, state === "ready");
  return (
    <div ref={whole} className={`code-editor is-${state}`}>
      {state === "waiting" && <pre className="code-text">{props.value || "\n"}</pre>}
      {state === "plain" && <PlainEditor {...props} />}
      <div ref={holder} className="code-holder" />
    </div>
  );
}

const none: readonly Highlight[] = [];

type EditorRef = RefObject<EditorHandle | null>;

function useEditor(
  holder: RefObject<HTMLDivElement | null>,
  props: CodeEditorProps,
  wanted: boolean,
  setState: (state: "ready" | "plain") => void,
): EditorRef {
  const editor = useRef<EditorHandle>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    const start = async () => {
      const { createEditor } = await import("./monaco-editor.tsx");
      if (gone || !holder.current) return;
      editor.current = createEditor(holder.current, latest.current, {
        onChange: (value) => latest.current.onChange?.(value),
        onRun: (goOn) => latest.current.onRun?.(goOn),
        onLeave: () => (latest.current.onLeave ?? (() => leave(holder.current)))(),
      });
      setState("ready");
    };
    start().catch(() => gone || setState("plain"));
    return () => {
      gone = true;
      editor.current?.dispose();
      editor.current = null;
    };
  }, [holder, wanted, setState]);
  return editor;
}

function leave(holder: HTMLElement | null): void {
  const around = holder?.parentElement?.parentElement?.closest<HTMLElement>("[tabindex]");
  if (around) around.focus();
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

function useFollow(editor: EditorRef, props: CodeEditorProps, state: string): void {
  const { value, language, label, readOnly = false, markers = [], highlights = none, assist = null } = props;
  const theme = useTheme();
  const marked = JSON.stringify(markers);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new editor has to be told everything again
  useEffect(() => editor.current?.setValue(value), [editor, value, state]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(
    () => editor.current?.setOptions({ language, label, readOnly }),
    [editor, language, label, readOnly, state],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => editor.current?.setMarkers(JSON.parse(marked)), [editor, marked, value, state]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => editor.current?.setAssist(assist), [editor, assist, language, state]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => editor.current?.setHighlights(highlights), [editor, highlights, value, state]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => editor.current?.setTheme(), [editor, theme, state]);
}

/** Tells of the editor once it is to be seen, because what is hidden takes no focus. */
function useReady(editor: EditorRef, { onReady }: CodeEditorProps, ready: boolean): void {
  useEffect(() => {
    if (!ready || !editor.current) return;
    onReady?.(editor.current);
    return () => onReady?.(null);
  }, [editor, onReady, ready]);
}

function PlainEditor({ value, onChange, onRun, onLeave, onReady, label, readOnly, autoFocus }: CodeEditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when it is there
  useEffect(() => {
    const { current } = field;
    if (!current) return;
    const selection = () => ({ start: current.selectionStart, end: current.selectionEnd });
    onReady?.({ focus: () => current.focus(), selection });
    return () => onReady?.(null);
  }, []);
  return (
    <textarea
      ref={field}
      className="code-text"
      aria-label={label}
      value={value}
      readOnly={readOnly ?? !onChange}
      // biome-ignore lint/a11y/noAutofocus: the caller knows that somebody wants to type
      autoFocus={autoFocus}
      spellCheck={false}
      rows={Math.min(24, value.split("\n").length)}
      onChange={(event) => onChange?.(event.target.value)}
      onKeyDown={(event) => {
        const runs = event.key === "Enter" && (event.ctrlKey || event.metaKey || event.shiftKey);
        if (runs) event.preventDefault();
        if (runs) onRun?.(event.shiftKey);
        else if (event.key === "Escape") onLeave?.();
      }}
    />
  );
}
