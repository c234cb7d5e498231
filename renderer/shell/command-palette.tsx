import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useSession } from "../use-state.ts";
import type { Workbench } from "../workbench.ts";
import { type FoundTrace, findTraces } from "./find-traces.ts";
import { Modal } from "./modal.tsx";
import { paletteSections, type Section } from "./palette-items.ts";
import { PaletteOption } from "./palette-option.tsx";
import { shellOf, useShell } from "./shell-state.ts";
import "./command-palette.css";

/** Finds and runs any command, queries a table, opens a trace. */
export function CommandPalette({ workbench }: { workbench: Workbench }) {
  const { overlay } = useShell(workbench);
  if (overlay !== "palette") return null;
  return <Palette workbench={workbench} onClose={() => shellOf(workbench).show(null)} />;
}

function Palette({ workbench, onClose }: { workbench: Workbench; onClose: () => void }) {
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const tables = useSession(workbench.session, (state) => state.tables);
  const { traces, searching } = useTraces(workbench, query);
  const sections = useMemo(() => paletteSections(workbench, query, tables, traces), [workbench, query, tables, traces]);
  const items = sections.flatMap((section) => section.items);
  const at = Math.min(active, Math.max(0, items.length - 1));
  const listId = useId();
  const run = (index: number) => {
    const item = items[index];
    if (!item) return;
    onClose();
    item.run();
  };
  const press = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 };
    const to = steps[event.key];
    if (event.key === "Enter") run(at);
    else if (to !== undefined) setActive(within(to, items.length, Math.abs(to - at) > 1));
    else return;
    event.preventDefault();
  };
  return (
    <Modal title="Find a command or a trace" className="palette" onClose={onClose}>
      <input
        className="palette-input is-inset-focus"
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={items.length ? `${listId}-${at}` : undefined}
        aria-label="Find a command, a table or a trace"
        placeholder="A command, a table, a trace's id or the name of its root"
        spellCheck={false}
        data-first-focus
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={press}
      />
      <Options id={listId} sections={sections} active={at} onActive={setActive} onRun={run} />
      <p className="palette-foot" role="status">
        {footText(items.length, searching, query)}
      </p>
    </Modal>
  );
}

/** Steps wrap around; pages stop at the ends. */
function within(to: number, count: number, page: boolean): number {
  if (count === 0) return 0;
  return page ? Math.max(0, Math.min(count - 1, to)) : (to + count) % count;
}

function footText(count: number, searching: boolean, query: string): string {
  if (searching) return "Looking for traces…";
  if (count === 0) return `Nothing is called “${query.trim()}”. Trace ids are found by their beginning.`;
  return "↑ ↓ to choose, Enter to run, Esc to close";
}

interface OptionsProps {
  readonly id: string;
  readonly sections: readonly Section[];
  readonly active: number;
  readonly onActive: (index: number) => void;
  readonly onRun: (index: number) => void;
}

function Options({ id, sections, active, onActive, onRun }: OptionsProps) {
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the active option is found by its mark
  useEffect(() => {
    list.current?.querySelector("[aria-selected='true']")?.scrollIntoView({ block: "nearest" });
  }, [active, sections]);
  let index = 0;
  return (
    <div ref={list} id={id} className="palette-list" role="listbox" aria-label="What was found">
      {sections.map((section) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
        <div key={section.name} role="group" aria-label={section.name}>
          <div className="eyebrow palette-group" aria-hidden="true">
            {section.name}
          </div>
          {section.items.map((item) => {
            const place = index++;
            return (
              <PaletteOption
                key={item.id}
                id={`${id}-${place}`}
                item={item}
                active={place === active}
                onPoint={() => onActive(place)}
                onRun={() => onRun(place)}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

const noTraces: readonly FoundTrace[] = [];

function useTraces(workbench: Workbench, query: string) {
  const [found, setFound] = useState({ query: "", traces: noTraces, searching: false });
  const { engine } = workbench.session;
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      setFound((before) => ({ ...before, searching: query.trim().length > 1 }));
      const traces = await findTraces(engine, query, 20, controller.signal).catch(() => noTraces);
      if (!controller.signal.aborted) setFound({ query, traces, searching: false });
    }, 120);
    return () => {
      clearTimeout(timer);
      controller.abort(new Error("another search began"));
    };
  }, [engine, query]);
  return found;
}
