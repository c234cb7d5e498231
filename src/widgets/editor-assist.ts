/** What an editor may offer for the text in it. It knows the language and the data; the editor knows neither. */
export interface EditorAssist {
  /** What could stand at a place, counted in characters from the start. */
  complete(source: string, offset: number): Promise<Completions>;
  /** What the thing at a place is, or null. */
  hover(source: string, offset: number, signal: AbortSignal): Promise<Hover | null>;
  /** The text laid out anew. Rejects with what keeps it from that. */
  format?(source: string): Promise<string>;
  /** What a TypeScript text may use, as declarations; the language's own service completes and checks by them. */
  types?(): Promise<readonly TypeText[]>;
}

/** A file of TypeScript declarations, or a module that they import. */
export interface TypeText {
  /** Without a slash at its start: "stats/psi.ts". */
  readonly path: string;
  readonly text: string;
}

export interface Completions {
  /** The piece of text that a completion takes the place of. */
  readonly start: number;
  readonly end: number;
  readonly items: readonly Completion[];
}

export interface Completion {
  readonly label: string;
  readonly kind: "table" | "column" | "function" | "keyword" | "key" | "value";
  /** What is put in; `label` when left out. */
  readonly insert?: string;
  /** The cursor comes to stand so many characters before the end of what was put in. */
  readonly back?: number;
  /** A few words behind the label: a type, a table. */
  readonly detail?: string;
  /** Longer words, shown beside the list. */
  readonly about?: string;
  /** The lower, the further up. */
  readonly rank: number;
}

export interface Hover {
  readonly start: number;
  readonly end: number;
  /** Shown as they are, whatever is in them. */
  readonly lines: readonly string[];
}

/** A piece of the text that is marked, as a search's matches are. */
export interface Highlight {
  readonly start: number;
  readonly end: number;
  readonly current: boolean;
}
