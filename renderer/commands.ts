/** Something a person can do. The palette, the keyboard, the menu and the help all read one list. */
export interface Command {
  readonly id: string;
  /** As shown: "Import files…". */
  readonly title: string;
  /** Where it stands in the palette and the help: "Notebook", "Cell", "View". */
  readonly group: string;
  /** "Mod+S", "Shift+Enter", "D D": Mod is Ctrl, or ⌘ on a Mac; a space divides keys pressed one after another. */
  readonly keys: string | null;
  /** Single letters work only while no text is being edited. */
  readonly enabled: () => boolean;
  readonly run: () => void | Promise<void>;
}
