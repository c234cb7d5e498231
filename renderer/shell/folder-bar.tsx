import { useState } from "react";
import { Icon } from "./icons.tsx";
import { crumbsOf } from "./paths.ts";

interface FolderBarProps {
  readonly path: string;
  readonly parent: string | null;
  readonly filter: string | null;
  readonly onGo: (path: string) => void;
  readonly onFilter: (filter: string) => void;
}

/** Where the dialog is: one step up, the steps above it, or a path typed; and a filter by name. */
export function FolderBar({ path, parent, filter, onGo, onFilter }: FolderBarProps) {
  const [typing, setTyping] = useState(false);
  return (
    <div className="folder-bar">
      <button
        type="button"
        className="icon-btn"
        aria-label="Up one folder"
        title="Up one folder (Backspace)"
        disabled={parent === null}
        onClick={() => parent !== null && onGo(parent)}
      >
        <Icon name="up" />
      </button>
      {typing ? (
        <PathInput path={path} onGo={onGo} onLeave={() => setTyping(false)} />
      ) : (
        <Crumbs path={path} onGo={onGo} onType={() => setTyping(true)} />
      )}
      {filter !== null && (
        <input
          className="input folder-filter"
          type="search"
          placeholder="Filter"
          aria-label="Filter by name"
          value={filter}
          onChange={(event) => onFilter(event.target.value)}
        />
      )}
    </div>
  );
}

function Crumbs({ path, onGo, onType }: { path: string; onGo: (path: string) => void; onType: () => void }) {
  return (
    <nav className="crumbs" aria-label="Folder">
      <ol>
        {crumbsOf(path).map((crumb, index, all) => (
          <li key={crumb.path}>
            <button
              type="button"
              aria-current={index === all.length - 1 ? "location" : undefined}
              onClick={() => onGo(crumb.path)}
            >
              {crumb.name}
            </button>
          </li>
        ))}
      </ol>
      <button type="button" className="link crumbs-type" onClick={onType}>
        Type a path
      </button>
    </nav>
  );
}

interface PathInputProps {
  readonly path: string;
  readonly onGo: (path: string) => void;
  readonly onLeave: () => void;
}

function PathInput({ path, onGo, onLeave }: PathInputProps) {
  const [draft, setDraft] = useState(path);
  return (
    <input
      className="input folder-path mono"
      aria-label="Path of a folder"
      // biome-ignore lint/a11y/noAutofocus: it replaces the button that was just pressed
      autoFocus
      spellCheck={false}
      value={draft}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={onLeave}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        if (event.key === "Enter" && draft.trim()) onGo(draft.trim());
        onLeave();
      }}
    />
  );
}
