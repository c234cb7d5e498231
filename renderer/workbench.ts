import type { Detail, Live } from "../src/cells/cell-kind.tsx";
import type { Entry, PageHost, Recent, Recovery, Start } from "../src/host.ts";
import type { Session } from "../src/notebook/session.ts";
import type { ImportedSource } from "../src/notebook/sources.ts";
import type { Command } from "./commands.ts";
import type { DiskState } from "./disk-watch.ts";
import type { MappingAnswer, MappingQuestion } from "./source-mapping.ts";

/** What the window shows beside the notebook itself. */
export interface WorkbenchState {
  /** Where the notebook is stored; null until it is saved. */
  readonly path: string | null;
  readonly view: "welcome" | "notebook";
  readonly theme: "system" | "light" | "dark";
  /** The panel on the right. */
  readonly detail: Detail | null;
  /** A line that must be read, until it is dismissed. */
  readonly notice: Notice | null;
  readonly dialog: DialogRequest | null;
  /** What the last import brought. */
  readonly imported: readonly ImportedSource[];
  readonly recent: readonly Recent[];
  readonly selectedCell: string | null;
  /** How much that views have begun is under way beside the cells: a judge's run. */
  readonly working: number;
  /** Unsaved notebooks that a crash left behind. */
  readonly recoveries: readonly Recovery[];
  /** What another program has done to the notebook's file. */
  readonly disk: DiskState;
}

export interface Notice {
  readonly tone: "info" | "error";
  readonly text: string;
  /** What can be done about it at once; doing it dismisses the notice. */
  readonly action?: { readonly label: string; readonly run: () => Promise<void> };
}

/** A dialog that the page draws because the platform has none of its own. `answer` closes it. */
export type DialogRequest =
  | {
      readonly type: "open";
      readonly title: string;
      readonly folders: boolean;
      readonly multiple: boolean;
      readonly folder: string;
      readonly answer: (paths: readonly string[]) => void;
    }
  | {
      readonly type: "save";
      readonly title: string;
      readonly folder: string;
      readonly name: string;
      readonly answer: (path: string | null) => void;
    }
  | ({ readonly type: "map"; readonly answer: (mapping: MappingAnswer) => void } & MappingQuestion)
  | {
      readonly type: "confirm";
      readonly title: string;
      readonly text: string;
      readonly confirm: string;
      readonly answer: (yes: boolean) => void;
    };

/** What the window's parts can ask for. renderer/app-workbench.ts implements it. */
export interface Workbench {
  readonly session: Session;
  readonly host: PageHost;
  readonly start: Start;
  readonly commands: readonly Command[];
  readonly state: WorkbenchState;
  subscribe(listener: () => void): () => void;
  newNotebook(): Promise<void>;
  /** Asks for a file when no path is given. */
  openNotebook(path?: string): Promise<void>;
  openSample(name: string): Promise<void>;
  /** Asks for files when none are given; notebooks among them are opened, the rest imported. Folders are walked. */
  importPaths(paths?: readonly string[]): Promise<void>;
  importDropped(transfer: DataTransfer): Promise<void>;
  removeSource(sourceId: number): Promise<void>;
  /** Reads the notebook's sources again where they were not: what was kept of an earlier reading is replaced. */
  readAgain(): Promise<void>;
  /** Removes what is kept of all imports, and says how much that was. */
  clearKeptImports(): Promise<void>;
  /** Asks what the columns of a table are, and reads its file anew by the answer. */
  mapSource(sourceId: number): Promise<void>;
  /** Asks for a YAML file with prices of models, which go before the app's own. */
  choosePrices(): Promise<void>;
  save(): Promise<boolean>;
  saveAs(): Promise<boolean>;
  /** Lets a notebook from elsewhere read its files and run. */
  trust(): Promise<void>;
  /** Opens the notebook's file as another program has left it. */
  reload(): Promise<void>;
  /** Goes on with the notebook as it is here. */
  keepMine(): Promise<void>;
  restore(recovery: Recovery): Promise<void>;
  discard(recoveries: readonly Recovery[]): Promise<void>;
  /** Whether leaving would lose something that a person has done. */
  readonly hasUnsavedWork: boolean;
  /** Call when the window goes. */
  leave(): void;
  runAll(): Promise<void>;
  stop(): void;
  /** Puts a column or table name into the cell under edit, or adds a sql cell that reads the table. */
  queryTable(table: string): Promise<void>;
  addCell(kind: string, source: string, afterId?: string | null, run?: boolean): Promise<string>;
  selectCell(id: string | null): void;
  /** Scrolls a cell into view and selects it. */
  revealCell(id: string): void;
  /** What the view of a cell can do. */
  live(id: string): Live;
  showDetail(detail: Detail | null): void;
  setTheme(theme: WorkbenchState["theme"]): void;
  notify(notice: Notice | null): void;
  listFolder(path: string): Promise<{ path: string; parent: string | null; entries: readonly Entry[] }>;
}
