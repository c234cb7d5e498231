import type { Item } from "./palette-items.ts";

interface PaletteOptionProps {
  readonly id: string;
  readonly item: Item;
  readonly active: boolean;
  readonly onPoint: () => void;
  readonly onRun: () => void;
}

export function PaletteOption({ id, item, active, onPoint, onRun }: PaletteOptionProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the combobox, which names the active option
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox runs the active option with Enter
    <div
      id={id}
      role="option"
      aria-selected={active}
      className={active ? "palette-option is-active" : "palette-option"}
      onPointerMove={() => active || onPoint()}
      onClick={onRun}
    >
      <span className="cut">
        <Marked text={item.title} marks={item.marks} />
      </span>
      {item.failed && <span className="badge failure">failed</span>}
      <span className="num palette-note">{item.note}</span>
      {item.keys && <span className="kbd">{item.keys}</span>}
    </div>
  );
}

function Marked({ text, marks }: { text: string; marks: readonly number[] }) {
  if (marks.length === 0) return text;
  const marked = new Set(marks);
  const pieces: { readonly at: number; text: string; readonly on: boolean }[] = [];
  for (let at = 0; at < text.length; at++) {
    const last = pieces.at(-1);
    if (last?.on === marked.has(at)) last.text += text.charAt(at);
    else pieces.push({ at, text: text.charAt(at), on: marked.has(at) });
  }
  return pieces.map((piece) =>
    piece.on ? <b key={piece.at}>{piece.text}</b> : <span key={piece.at}>{piece.text}</span>,
  );
}
