import type { KeyboardEvent, RefObject } from "react";
import type { Engine } from "../../engine/engine.ts";
import { groupDigits } from "../../widgets/format.ts";
import type { WaterfallModel } from "./model.ts";
import type { Search } from "./search.ts";
import { useChosen } from "./use-model.tsx";
import { useSearch } from "./use-search.tsx";

interface SearchFieldProps {
  readonly model: WaterfallModel;
  readonly engine: Engine;
  readonly field: RefObject<HTMLInputElement | null>;
  /** Where the focus goes when the search is left. */
  readonly scroller: RefObject<HTMLElement | null>;
}

/** Finds spans by name, attributes, input and output. Enter goes to the next hit, Shift Enter to the one before. */
export function SearchField({ model, engine, field, scroller }: SearchFieldProps) {
  const { search } = useChosen(model);
  useSearch(model, engine);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") model.nextHit(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") {
      model.setSearch(null);
      scroller.current?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const hits = search?.result?.hits.length ?? 0;
  return (
    <div className="wf-search">
      <input
        ref={field}
        className="input"
        type="search"
        placeholder="Search names, attributes, input, output"
        aria-label="Search the spans"
        aria-keyshortcuts="/"
        value={search?.text ?? ""}
        onChange={({ target }) => model.setSearch(target.value ? { text: target.value, result: null, at: 0 } : null)}
        onKeyDown={onKeyDown}
      />
      {search ? (
        <>
          <output className="wf-found" title={search.result?.failure ?? undefined}>
            {foundText(search)}
          </output>
          <StepButton label="Previous hit" mark="‹" disabled={hits === 0} onClick={() => model.nextHit(-1)} />
          <StepButton label="Next hit" mark="›" disabled={hits === 0} onClick={() => model.nextHit(1)} />
        </>
      ) : (
        <span className="kbd" aria-hidden="true">
          /
        </span>
      )}
    </div>
  );
}

interface StepButtonProps {
  readonly label: string;
  readonly mark: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
}

function StepButton({ label, mark, disabled, onClick }: StepButtonProps) {
  return (
    <button
      type="button"
      className="icon-btn small"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      {mark}
    </button>
  );
}

/** "2 of 7", "2 of 7 so far", "none". */
export function foundText({ result, at }: Search): string {
  if (!result) return "searching";
  const { hits, complete, failure } = result;
  const more = failure ? ", names only" : complete ? "" : " so far";
  return hits.length ? `${groupDigits(at + 1)} of ${groupDigits(hits.length)}${more}` : `none${more}`;
}
