import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { AnyCellKind } from "../../src/cells/cell-kind.tsx";
import { failureOf } from "../../src/notebook/cell-state.ts";
import type { Cell } from "../../src/notebook/notebook.ts";
import type { CellState } from "../../src/notebook/runtime.ts";
import type { Session } from "../../src/notebook/session.ts";
import { boundSpec } from "../../src/notebook/spec.ts";
import { CodeEditor, type EditorPort } from "../../src/widgets/code-editor.tsx";
import type { Highlight } from "../../src/widgets/editor-assist.ts";
import type { AppWorkbench } from "../app-workbench.ts";
import { noteDraft } from "../drafts.ts";
import { useSession } from "../use-state.ts";
import { viewsOf } from "./cell-views.ts";
import { useHighlights } from "./finder.ts";
import { YamlForm, type YamlProblem } from "./yaml-form.tsx";

const none: readonly Highlight[] = [];

interface CellSourceProps {
  readonly cell: Cell;
  readonly kind: AnyCellKind | undefined;
  readonly state: CellState;
  readonly workbench: AppWorkbench;
  /** Called when the person is done with the text. */
  readonly onLeave: () => void;
}

/** The cell's text in an editor. The notebook takes it over when it is run, and when the editor is left. */
export function CellSource({ cell, kind, state, workbench, onLeave }: CellSourceProps) {
  const { session } = workbench;
  const [draft, setDraft] = useState(cell.source);
  // What was typed last, which a busy page may not have drawn yet, and what the notebook has of it.
  const latest = useRef(cell.source);
  const known = useRef(cell.source);
  const take = (text: string) => {
    latest.current = text;
    setDraft(text);
    noteDraft(cell.id, text);
  };
  useEffect(() => {
    if (cell.source === known.current) return;
    known.current = cell.source;
    latest.current = cell.source;
    setDraft(cell.source);
  }, [cell.source]);
  const commit = () => {
    known.current = latest.current;
    noteDraft(cell.id, null);
    return session.setSource(cell.id, latest.current);
  };
  const run = async () => {
    await commit();
    onLeave();
    await session.run([cell.id]);
  };
  // Text that is still a draft when the editor goes away belongs to the notebook all the same.
  useEffect(() => {
    return () => {
      noteDraft(cell.id, null);
      void session.setSource(cell.id, latest.current);
    };
  }, [cell.id, session]);
  const register = useCallback(
    (editor: EditorPort | null) => viewsOf(workbench).register(cell.id, editor),
    [workbench, cell.id],
  );
  const assist = useMemo(() => kind?.assist?.(session.engine, () => session.runtime.inputs()) ?? null, [kind, session]);
  const problem = useYamlProblem(kind, draft, session);
  const tables = useSession(session, (state) => state.tables);
  const change = async (text: string) => {
    take(text);
    await commit();
    await session.run([cell.id]);
  };
  const highlights = useHighlights(workbench, cell.id);
  const trouble = problem ?? (kind?.language === "yaml" && draft !== cell.source ? null : state.failure);
  return (
    <fieldset
      className={kind?.language === "yaml" ? "cell-source has-form" : "cell-source"}
      aria-label="Source"
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && void commit()}
    >
      <CodeEditor
        language={kind?.language ?? "yaml"}
        label={`Source of ${cell.name || kind?.title || cell.kind}`}
        value={draft}
        onChange={take}
        onRun={() => void run()}
        onReady={register}
        assist={assist}
        highlights={draft === cell.source ? highlights : none}
        markers={trouble?.line ? [{ line: trouble.line, column: trouble.column ?? 1, message: trouble.message }] : []}
      />
      {kind?.language === "yaml" && (
        <YamlForm kind={kind} source={draft} tables={tables} problem={problem} onChange={(text) => void change(text)} />
      )}
    </fieldset>
  );
}

/** What a YAML cell's text would fail at, known while it is written. */
function useYamlProblem(kind: AnyCellKind | undefined, source: string, session: Session): YamlProblem | null {
  return useMemo(() => {
    if (kind?.language !== "yaml") return null;
    try {
      boundSpec(kind, source, session.runtime.inputs());
      return null;
    } catch (error) {
      return failureOf(error);
    }
  }, [kind, source, session]);
}
