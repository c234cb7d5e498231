import type { StoreProgress } from "../../src/notebook/imports.ts";
import { fileSizeText } from "./bytes-text.ts";
import { nameOf } from "./paths.ts";
import { whole } from "./source-rows.ts";

interface Shown {
  readonly label: string;
  readonly head: string;
  readonly title?: string;
  readonly share: number;
  readonly text: string;
}

/** What is done to the tables: how much of it, and a way to stop. */
export function ImportProgress({ progress, onStop }: { progress: StoreProgress; onStop: () => void }) {
  const { label, head, title, share, text } = shown(progress);
  return (
    <section className="import-progress" aria-label={label}>
      <div className="import-progress-head">
        <span className="cut" title={title}>
          {head}
        </span>
        <button type="button" className="link" onClick={onStop}>
          Stop
        </button>
      </div>
      <div className="meter" aria-hidden="true">
        <i style={{ width: `${share * 100}%` }} />
      </div>
      <p className="num">{text}</p>
    </section>
  );
}

function shown(progress: StoreProgress): Shown {
  if ("doing" in progress) {
    const { doing, share } = progress;
    return { label: doing, head: `${doing}…`, share, text: `${Math.floor(share * 100)} %` };
  }
  const { path, bytes, size, rows } = progress;
  const name = nameOf(path);
  const text = `${fileSizeText(bytes)} of ${fileSizeText(size)} · ${whole(rows)} ${rows === 1 ? "row" : "rows"}`;
  return { label: `Reading ${name}`, head: name, title: path, share: size > 0 ? Math.min(1, bytes / size) : 0, text };
}
