import type { ImportProgress as Progress } from "../../src/notebook/sources.ts";
import { fileSizeText } from "./bytes-text.ts";
import { nameOf } from "./paths.ts";
import { whole } from "./source-rows.ts";

/** The file that is being read: how much of it, what it brought so far, and a way to stop. */
export function ImportProgress({ progress, onStop }: { progress: Progress; onStop: () => void }) {
  const { path, bytes, size, rows } = progress;
  const share = size > 0 ? Math.min(1, bytes / size) : 0;
  return (
    <section className="import-progress" aria-label={`Reading ${nameOf(path)}`}>
      <div className="import-progress-head">
        <span className="cut" title={path}>
          {nameOf(path)}
        </span>
        <button type="button" className="link" onClick={onStop}>
          Stop
        </button>
      </div>
      <div className="meter" aria-hidden="true">
        <i style={{ width: `${share * 100}%` }} />
      </div>
      <p className="num">
        {fileSizeText(bytes)} of {fileSizeText(size)} · {whole(rows)} {rows === 1 ? "row" : "rows"}
      </p>
    </section>
  );
}
