/** What the page needs of the computer. main/files.ts implements it once; the web server and Electron carry it. */
export interface Host {
  /** What the program was started with. */
  start(): Promise<Start>;
  /** null when there is nothing at the path. */
  stat(path: string): Promise<Entry | null>;
  /** What a folder holds, folders first, each by name. */
  list(folder: string): Promise<Folder>;
  /** Every file below a folder, for opening a whole folder of exports; hidden ones left out. */
  walk(folder: string): Promise<readonly Entry[]>;
  /**
   * The files that a path means: itself, every file below it when it is a folder, or every file that it matches as a
   * pattern (`exports/2026-*.jsonl`). null when there is nothing.
   */
  find(path: string): Promise<readonly Entry[] | null>;
  readText(path: string): Promise<string>;
  /** Replaces the file in one step: a crash leaves the old one or the new one, never a mixture. */
  writeText(path: string, text: string): Promise<void>;
  recent(): Promise<readonly Recent[]>;
  remember(notebook: Recent): Promise<void>;
  /** Paths resolved against the folder of a notebook, and back. */
  resolve(folder: string, path: string): Promise<string>;
  relative(folder: string, path: string): Promise<string>;
  /** True for a notebook that may run here: a shipped sample, or one trusted at this place with this text. */
  isTrusted(path: string, text: string): Promise<boolean>;
  trust(path: string, text: string): Promise<void>;
  /** Unsaved notebooks that no running program of this computer has open, newest first; those of this one too. */
  recoveries(): Promise<readonly Recovery[]>;
  /** Writes an unsaved notebook beside the settings, never over the notebook's own file. */
  keepRecovery(recovery: Recovery): Promise<void>;
  dropRecovery(id: string): Promise<void>;
  /** The lines of a file that grows by whole lines; one that a crash tore at the end is left out. Empty without a file. */
  readLines(path: string): Promise<readonly string[]>;
  /** Adds lines at the end of a file and waits until they are on the disk. */
  appendLines(path: string, lines: readonly string[]): Promise<void>;
  /** Copies a file to where there is none, and says what it found: one that is there stays as it is. */
  copyFile(from: string, to: string): Promise<Copied>;
  /** The endpoints of models that the user has set, without their keys. */
  endpoints(): Promise<readonly Endpoint[]>;
  /** Sets an endpoint's address. A key is kept only while the address stays at its origin. */
  setEndpoint(change: EndpointChange): Promise<void>;
  removeEndpoint(name: string): Promise<void>;
  /** Asks an endpoint which models it has. */
  endpointModels(name: string): Promise<readonly string[]>;
  /** One call of a model. What comes of it, failures included, is the reply; `id` is for `cancelAsk`. */
  askModel(request: ModelRequest, id: string): Promise<ModelReply>;
  cancelAsk(id: string): Promise<void>;
  /** What was kept under this key, as base64; null when there is nothing (any more). */
  readResult(key: string): Promise<string | null>;
  /** Keeps a result that took long beside the settings, as base64. The key names all that it depends on. */
  keepResult(key: string, bytes: string): Promise<void>;
  /** Where imported tables are kept under this key, to be read and written as a file; null when none are to be kept. */
  keptImports(key: string): Promise<KeptPlace | null>;
  /** Call it after writing: removes the kept imports that were used longest ago, as far as there are too many. */
  trimKeptImports(): Promise<void>;
  /** Removes the imports kept under a key, or all for null; gives the bytes that were freed. */
  clearKeptImports(key: string | null): Promise<number>;
}

/** What came of a copy: there was nothing to copy, or the place had a file already, the same one or another. */
export type Copied = "copied" | "missing" | "same" | "different";

/** The names of the host's methods, for the transports: exactly the keys of Host. */
export const hostMethods = Object.keys({
  start: true,
  stat: true,
  list: true,
  walk: true,
  find: true,
  readText: true,
  writeText: true,
  recent: true,
  remember: true,
  resolve: true,
  relative: true,
  isTrusted: true,
  trust: true,
  recoveries: true,
  keepRecovery: true,
  dropRecovery: true,
  readLines: true,
  appendLines: true,
  copyFile: true,
  endpoints: true,
  setEndpoint: true,
  removeEndpoint: true,
  endpointModels: true,
  askModel: true,
  cancelAsk: true,
  readResult: true,
  keepResult: true,
  keptImports: true,
  trimKeptImports: true,
  clearKeptImports: true,
} satisfies Record<keyof Host, true>) as readonly (keyof Host)[];

/** How a call comes back over either transport; errors travel as their plain words. */
export type Answer = { readonly value: unknown } | { readonly error: string };

/** The page's side of the host: what is not a plain question and answer. */
export interface PageHost extends Host {
  readonly kind: "electron" | "web";
  /** Where the page can read the bytes of a local file, ranges included. */
  fileUrl(path: string): string;
  /** Writes bytes to a path as they come (exports, dropped files kept beside a notebook), making its folder. */
  writeBytes(path: string, bytes: Blob): Promise<void>;
  /** The path of a dropped or picked file, where the platform tells. */
  pathOf(file: File): string | null;
  /** The system's dialogs; null where the page has to draw its own. */
  readonly dialogs: Dialogs | null;
  /**
   * Called with the name of a menu command (`MenuCommand`), and with "open-paths" and the paths when the system asks
   * to open files while the program runs.
   */
  onCommand(listener: CommandListener): () => void;
}

export type CommandListener = (command: string, paths?: readonly string[]) => void;

export const menuCommands = [
  "new-notebook",
  "open-notebook",
  "open-sample",
  "import-files",
  "save",
  "save-as",
  "run-cell",
  "run-all",
  "stop",
  "toggle-sources",
  "toggle-detail",
  "command-palette",
  "show-keys",
] as const;

export type MenuCommand = (typeof menuCommands)[number];

/** What Electron's preload script puts on the window as `casebook`. */
export interface Bridge {
  call(method: keyof Host, args: readonly unknown[]): Promise<Answer>;
  readonly dialogs: Dialogs;
  /** Empty for a file that is not on the disk. */
  pathForFile(file: File): string;
  onCommand(listener: CommandListener): () => void;
}

export interface Dialogs {
  /** Empty when nothing was chosen. `folders`: folders may be chosen as well as files. */
  open(options: { title: string; folders: boolean; multiple: boolean }): Promise<readonly string[]>;
  save(options: { title: string; name: string }): Promise<string | null>;
}

export interface Start {
  /** Files and folders from the command line, absolute. */
  readonly paths: readonly string[];
  /** Where dialogs begin. */
  readonly folder: string;
  /** The shipped samples. */
  readonly samples: string;
  readonly version: string;
  /** From how long on a cell counts as slow, where the user says so: it then waits to be run after a change. */
  readonly slowCellSeconds?: number | undefined;
}

export interface Entry {
  readonly path: string;
  readonly name: string;
  readonly isFolder: boolean;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

export interface Folder {
  readonly path: string;
  readonly parent: string | null;
  readonly entries: readonly Entry[];
}

export interface Recent {
  readonly path: string;
  readonly title: string;
}

/** An unsaved notebook as it was last kept. */
export interface Recovery {
  /** Of the window that it was open in: small letters, digits and hyphens. */
  readonly id: string;
  /** Where the notebook is stored; null when it never was. */
  readonly path: string | null;
  readonly title: string;
  readonly text: string;
  /** Whether it was allowed to run. */
  readonly trusted: boolean;
  /** Names of dropped files, whose bytes were in memory alone. */
  readonly dropped: readonly string[];
  /** The notebook's file when it was opened or saved last. */
  readonly base: FileState | null;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export interface KeptPlace {
  readonly path: string;
  /** When the sources were read, in milliseconds since 1970; null when nothing is kept there. */
  readonly readAt: number | null;
}

/** What tells cheaply that a file is another than before. */
export type FileState = Pick<Entry, "size" | "modified">;

/** A server of models that speaks OpenAI's protocol. */
export interface Endpoint {
  readonly name: string;
  /** Up to what comes before `/chat/completions`: "https://api.openai.com/v1". */
  readonly baseUrl: string;
  /** On this computer: what is sent there stays here, unless that server passes it on. */
  readonly isLocal: boolean;
  /** Where its key is kept; null when it has none. */
  readonly key: KeyPlace | null;
}

/** The system's keychain, a file that only its owner can read, or an environment variable. */
export type KeyPlace = "keychain" | "file" | "environment";

export interface EndpointChange {
  readonly name: string;
  readonly baseUrl: string;
  /** null leaves the key as it is, "" takes it away. */
  readonly key: string | null;
}

export interface ModelMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

export interface ModelRequest {
  /** The name of an endpoint: an address is set by the user alone. */
  readonly endpoint: string;
  readonly model: string;
  readonly messages: readonly ModelMessage[];
  /** null leaves it out of the call, for models that refuse it. */
  readonly temperature: number | null;
  readonly seed: number | null;
  readonly maxTokens: number;
  /** What the endpoint is told of the answer's form: a JSON schema, that it is JSON, or nothing. */
  readonly format: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> } | "json" | "text";
  readonly timeoutMs: number;
  /** Where an answer is written, as a line of JSON with this key, before anybody hears of it. */
  readonly keep: { readonly path: string; readonly key: string } | null;
}

export interface ModelAnswer {
  readonly text: string;
  /** Why the model would not answer, in its words. */
  readonly refusal: string | null;
  /** "stop", "length" … as the endpoint says. */
  readonly finish: string | null;
  /** null where the endpoint does not tell. */
  readonly usage: { readonly input: number; readonly output: number; readonly cached: number } | null;
  /** The model that answered, as the endpoint calls it. */
  readonly model: string | null;
  readonly fingerprint: string | null;
  /** What the endpoint does not take and was left out of the call: "response_format", "seed" … */
  readonly left?: readonly string[];
}

export type ModelProblem =
  | "limit"
  | "quota"
  | "server"
  | "network"
  | "timeout"
  | "key"
  | "request"
  | "redirect"
  | "cancelled";

export interface ModelFailure {
  readonly problem: ModelProblem;
  readonly status: number | null;
  readonly message: string;
  /** How long the endpoint asks to wait. */
  readonly retryAfterMs: number | null;
  /** It broke off when it was on its way: the endpoint may charge for it all the same. */
  readonly mayBeCharged: boolean;
}

export type ModelReply = { readonly answer: ModelAnswer } | { readonly failure: ModelFailure };

/** What a view may ask of models, through the host's gate. Each call costs what the endpoint charges. */
export type Models = Pick<
  Host,
  "endpoints" | "setEndpoint" | "removeEndpoint" | "endpointModels" | "askModel" | "cancelAsk"
>;
