/** What the script outside may ask of the page. */
export interface MapBench {
  /** Milliseconds from handing over so many points until they are drawn. */
  mount(points: number): Promise<number>;
  /** Milliseconds from one frame to the next while the map is dragged. */
  pan(frames: number): Promise<number[]>;
  /** Pixels of the last frame that are not paper. */
  pixels(): Promise<number>;
  plotly(points: number, frames: number): Promise<{ first: number; frames: number[] }>;
}

declare global {
  interface Window {
    mapBench: MapBench;
  }
}
