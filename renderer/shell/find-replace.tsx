import { type KeyboardEvent, useEffect, useRef, useSyncExternalStore } from "react";
import type { FindQuery, Found } from "../../src/notebook/find.ts";
import { type Finder, finderOf } from "../notebook/finder.ts";
import type { Workbench } from "../workbench.ts";
import { Icon } from "./icons.tsx";
import "./find-replace.css";

/** Finds text in the sources of all cells, and replaces it. */
export function FindReplace({ workbench }: { workbench: Workbench }) {
  const finder = finderOf(workbench);
  const { open } = useSyncExternalStore(finder.subscribe, () => finder.state);
  return open ? <FindBar finder={finder} /> : null;
}

function FindBar({ finder }: { finder: Finder }) {
  const { query, replacing, replacement, at } = useSyncExternalStore(finder.subscribe, () => finder.state);
  const found = useSyncExternalStore(finder.subscribe, finder.found);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const change = (change: Partial<FindQuery>) => {
    finder.set({ query: { ...query, ...change }, at: 0 });
    finder.reveal();
  };
  const close = () => leave(finder);
  const replace = async (act: () => Promise<void>) => {
    await act();
    // The buttons go off when nothing is left, and take the focus with them.
    if (!finder.found().matches.length) field.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    const option = event.altKey && options.find(({ key }) => event.code === `Key${key}`);
    if (event.key === "Escape") close();
    else if (option) change({ [option.name]: !query[option.name] });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search className="find-bar" aria-label="Find and replace" onKeyDown={press}>
      <div className="find-row">
        <input
          ref={field}
          className="find-field"
          aria-label="Find in all cells"
          placeholder="Find in all cells"
          aria-invalid={found.problem !== null}
          spellCheck={false}
          value={query.text}
          onChange={(event) => change({ text: event.target.value })}
          onKeyDown={onEnter((event) => finder.step(event.shiftKey ? -1 : 1))}
        />
        {options.map(({ name, sign, title, key }) => (
          <button
            key={name}
            type="button"
            className="find-option"
            aria-pressed={query[name]}
            aria-label={title}
            title={`${title} (Alt ${key})`}
            onClick={() => change({ [name]: !query[name] })}
          >
            {sign}
          </button>
        ))}
        <output className={found.problem ? "find-count is-problem" : "find-count"} title={found.problem ?? undefined}>
          {countText(found, at, query.text)}
        </output>
        <button type="button" className="link" title="Previous (Shift Enter)" onClick={() => finder.step(-1)}>
          Previous
        </button>
        <button type="button" className="link" title="Next (Enter)" onClick={() => finder.step(1)}>
          Next
        </button>
        <button
          type="button"
          className="link"
          aria-expanded={replacing}
          onClick={() => finder.set({ replacing: !replacing })}
        >
          Replace…
        </button>
        <button type="button" className="icon-btn" aria-label="Close" title="Close (Esc)" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      {replacing && (
        <div className="find-row">
          <input
            className="find-field"
            aria-label="Replace with"
            placeholder={query.regex ? "Replace with; $1 is the first group" : "Replace with"}
            spellCheck={false}
            value={replacement}
            onChange={(event) => finder.set({ replacement: event.target.value })}
            onKeyDown={onEnter(() => void replace(() => finder.replaceOne()))}
          />
          <button
            type="button"
            className="btn"
            disabled={!found.matches.length}
            title="Replace this one and go to the next (Enter)"
            onClick={() => void replace(() => finder.replaceOne())}
          >
            Replace
          </button>
          <button
            type="button"
            className="btn"
            disabled={!found.matches.length}
            title="One step of undo takes all of it back"
            onClick={() => void replace(() => finder.replaceAll())}
          >
            Replace all
          </button>
        </div>
      )}
      {found.problem && <p className="find-problem">Not a regular expression: {found.problem}</p>}
    </search>
  );
}

const options = [
  { name: "matchCase", sign: "Aa", title: "Match case", key: "C" },
  { name: "wholeWord", sign: "ab|", title: "Whole words only", key: "W" },
  { name: "regex", sign: ".*", title: "Regular expression", key: "R" },
] as const;

function onEnter(act: (event: KeyboardEvent) => void) {
  return (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    act(event);
  };
}

function countText({ matches, more, problem }: Found, at: number, text: string): string {
  if (problem) return "–";
  if (!matches.length) return text ? "none" : "";
  const count = `${matches.length.toLocaleString("en")}${more ? "+" : ""}`;
  return `${Math.min(at, matches.length - 1) + 1} of ${count}`;
}

/** Back to the cell in which the search ended. */
function leave(finder: Finder): void {
  finder.close();
  const id = finder.workbench.state.selectedCell;
  if (id !== null) document.getElementById(`cell-${id}`)?.focus({ preventScroll: true });
}
