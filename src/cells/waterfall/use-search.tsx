import { useEffect } from "react";
import type { Engine } from "../../engine/engine.ts";
import type { WaterfallModel } from "./model.ts";
import { searchEverything, searchNames, searchResult } from "./search.ts";
import { useChosen } from "./use-model.tsx";

/** Finds what the search field asks for: names at once, then what only the engine has. */
export function useSearch(model: WaterfallModel, engine: Engine): void {
  const text = useChosen(model).search?.text ?? "";
  useEffect(() => {
    if (text.trim() === "") return;
    const stop = new AbortController();
    const size = model.result.spans.size;
    const wait = setTimeout(async () => {
      model.found(text, searchResult(searchNames(model.result, text), size, false, null));
      try {
        const hits = await searchEverything(engine, model.result, text, { signal: stop.signal });
        if (!stop.signal.aborted) model.found(text, searchResult(hits, size, true, null));
      } catch (error) {
        const failure = error instanceof Error ? error.message : String(error);
        if (!stop.signal.aborted) model.found(text, searchResult(searchNames(model.result, text), size, true, failure));
      }
    }, 150);
    return () => {
      clearTimeout(wait);
      stop.abort();
    };
  }, [model, engine, text]);
}
