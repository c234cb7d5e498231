import type { MapResult } from "./result.ts";
import { coverageWords, mapWords, qualityWords } from "./words.ts";

/** How far the map can be trusted, what it shows, and what it leaves out. */
export function MapNotes({ result }: { result: MapResult }) {
  const { reading } = result;
  return (
    <div className="emap-notes">
      <p className="emap-quality">
        {reading
          ? qualityWords(reading, result).join(" ")
          : "How far the map can be trusted is told when it is laid out."}
      </p>
      <p>
        {mapWords(result)} {coverageWords(result).join(" ")}
      </p>
    </div>
  );
}
