/** Writes the same `spans` spans as OTLP JSON Lines (`otlp`), as flat NDJSON (`flat`), or both. Same seed, same bytes. */
export function writeBig(options: { spans?: number; otlp?: string; flat?: string; single?: boolean; seed?: string }): {
  spans: number;
  traces: number;
  otlpBytes: number;
  flatBytes: number;
};
