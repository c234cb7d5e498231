import { type KeyboardEvent, useEffect, useRef, useState } from "react";

interface TitleFieldProps {
  readonly title: string;
  readonly hint: string;
  readonly onChange: (title: string) => void;
}

/** The notebook's title, edited in place: Enter or leaving keeps the change, Esc drops it. */
export function TitleField({ title, hint, onChange }: TitleFieldProps) {
  const [draft, setDraft] = useState(title);
  const dropped = useRef(false);
  useEffect(() => setDraft(title), [title]);
  const leave = () => {
    const next = draft.trim();
    if (dropped.current || next === "") setDraft(title);
    else if (next !== title) onChange(next);
    dropped.current = false;
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    dropped.current = event.key === "Escape";
    event.stopPropagation();
    event.currentTarget.blur();
  };
  return (
    <input
      className="titlebar-title"
      aria-label="Notebook title"
      title={hint}
      placeholder="Untitled"
      value={draft}
      size={Math.max(8, draft.length)}
      spellCheck={false}
      onChange={(event) => setDraft(event.target.value)}
      onKeyDown={press}
      onBlur={leave}
    />
  );
}
