/** A place in the grid. Row -1 is the head. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** A rectangle of cells between where it was begun and where the focus is. */
export interface Selection {
  readonly anchor: Place;
  readonly focus: Place;
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows that are in view at once. */
  readonly page: number;
}

export interface Key {
  readonly key: string;
  readonly shift: boolean;
  /** Ctrl, or Cmd on a Mac. */
  readonly command: boolean;
}

/** Where a key takes the selection; null when it is not a key that moves. Shift extends. */
export function moved(selection: Selection, { key, shift, command }: Key, size: GridSize): Selection | null {
  if (command && key.toLowerCase() === "a") return selectAll(size);
  const target = destination(selection.focus, key, command, size);
  if (!target) return null;
  const focus = { row: clamp(target.row, -1, size.rows - 1), column: clamp(target.column, 0, size.columns - 1) };
  return { focus, anchor: shift && focus.row >= 0 ? selection.anchor : focus };
}

function destination({ row, column }: Place, key: string, command: boolean, size: GridSize): Place | null {
  switch (key) {
    case "ArrowDown":
      return { row: command ? size.rows - 1 : row + 1, column };
    case "ArrowUp":
      return { row: command ? 0 : row - 1, column };
    case "ArrowRight":
      return { row, column: command ? size.columns - 1 : column + 1 };
    case "ArrowLeft":
      return { row, column: command ? 0 : column - 1 };
    case "PageDown":
      return { row: row + Math.max(1, size.page - 1), column };
    case "PageUp":
      return { row: Math.max(0, row - Math.max(1, size.page - 1)), column };
    case "Home":
      return { row: command ? 0 : row, column: command ? column : 0 };
    case "End":
      return { row: command ? size.rows - 1 : row, column: command ? column : size.columns - 1 };
    default:
      return null;
  }
}

function selectAll({ rows, columns }: GridSize): Selection {
  return { anchor: { row: 0, column: 0 }, focus: { row: rows - 1, column: columns - 1 } };
}

export interface Rectangle {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The selected cells, edges included. */
export function rectangle({ anchor, focus }: Selection): Rectangle {
  return {
    top: Math.max(0, Math.min(anchor.row, focus.row)),
    bottom: Math.max(anchor.row, focus.row),
    left: Math.min(anchor.column, focus.column),
    right: Math.max(anchor.column, focus.column),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
