import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from "react";
import type { Entry } from "../../src/host.ts";
import { fileSizeText } from "./bytes-text.ts";
import { Icon } from "./icons.tsx";
import { choose, type Held, type Selection, stepTo } from "./selection.ts";
import { momentText } from "./time-text.ts";

/** More names than these are found by the filter, not by scrolling. */
export const shownEntries = 1000;

interface FolderListProps {
  readonly entries: readonly Entry[];
  readonly selection: Selection;
  readonly multiple: boolean;
  /** Takes the dialog's first focus. */
  readonly focused?: boolean;
  readonly onSelect: (selection: Selection) => void;
  /** Enter or a double press: goes into a folder, takes a file. */
  readonly onOpen: (entry: Entry) => void;
  readonly onUp: () => void;
}

/** A folder's content with sizes and dates, as a list box that arrows, Space and Shift work in. */
export function FolderList({ entries, selection, multiple, focused, onSelect, onOpen, onUp }: FolderListProps) {
  const list = useRef<HTMLDivElement>(null);
  const pick = (index: number, held: Held) => onSelect(choose(selection, index, held, multiple));
  const active = entries[selection.active];
  useEffect(() => {
    if (active) list.current?.querySelector(".is-active")?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const press = (event: KeyboardEvent) => {
    const to = stepTo(event.key, selection.active, entries.length);
    if (event.key === "Enter" && active) onOpen(active);
    else if (event.key === "Backspace") onUp();
    else if (event.key === " ") pick(selection.active, { toggle: true, range: false });
    else if (event.key === "a" && (event.ctrlKey || event.metaKey) && multiple)
      onSelect({ ...selection, chosen: new Set(entries.keys()) });
    else if (to !== null) {
      if (event.ctrlKey || event.metaKey) onSelect({ ...selection, active: to });
      else pick(to, { toggle: false, range: event.shiftKey });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={list}
      className="folder-list is-inset-focus"
      role="listbox"
      tabIndex={0}
      data-first-focus={focused || undefined}
      aria-label="Files and folders"
      aria-multiselectable={multiple}
      aria-activedescendant={active ? `entry-${selection.active}` : undefined}
      onKeyDown={press}
    >
      {entries.slice(0, shownEntries).map((entry, index) => (
        <EntryRow
          key={entry.path}
          entry={entry}
          id={`entry-${index}`}
          chosen={selection.chosen.has(index)}
          active={index === selection.active}
          onPress={(event) => pick(index, { toggle: event.ctrlKey || event.metaKey, range: event.shiftKey })}
          onOpen={() => onOpen(entry)}
        />
      ))}
    </div>
  );
}

interface EntryRowProps {
  readonly entry: Entry;
  readonly id: string;
  readonly chosen: boolean;
  readonly active: boolean;
  readonly onPress: (event: MouseEvent) => void;
  readonly onOpen: () => void;
}

function EntryRow({ entry, id, chosen, active, onPress, onOpen }: EntryRowProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the list box, which names the active option
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list box handles the keys of all its options
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      className={`folder-row${chosen ? " is-chosen" : ""}${active ? " is-active" : ""}`}
      onClick={onPress}
      onDoubleClick={onOpen}
    >
      <span className="folder-icon">
        <Icon name={entry.isFolder ? "folder" : "file"} />
        <span className="visually-hidden">{entry.isFolder ? "Folder" : "File"}</span>
      </span>
      <span className="cut">{entry.name}</span>
      <span className="num">{entry.isFolder ? "" : fileSizeText(entry.size)}</span>
      <span className="num">{momentText(Math.floor(entry.modified / 60_000) * 60_000)}</span>
    </div>
  );
}
