/** What the script outside may ask of the page. */
export interface Bench {
  prepare(size: number): void;
  /** Milliseconds from handing over the data until the first rows are on the canvas. */
  mount(): Promise<number>;
  /** Milliseconds from one frame to the next, and of them spent drawing, while the rows are dragged along. */
  pan(frames: number): Promise<{ frames: number[]; work: number[] }>;
  /** Pixels that differ from the paper, per canvas. */
  drawn(): number[];
  plotly(size: number, frames: number): Promise<{ first: number; frames: number[] }>;
  fill(size: number): Promise<void>;
  /** Milliseconds to read a trace from the engine, and until it is on the canvas. */
  open(source: string): Promise<{ read: number; drawn: number; spans: number }>;
}

declare global {
  interface Window {
    bench: Bench;
  }
}
