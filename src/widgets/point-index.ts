import { boxOf, type MapBox, type MapPlace } from "./point-camera.ts";

const side = 256;

/** Finds points by their place: which is nearest, which lie in a rectangle or a loop. */
export class PointIndex {
  readonly #positions: Float32Array;
  readonly #box: MapBox;
  /** The points of cell c are #points[#starts[c]] to #points[#starts[c + 1] − 1]. */
  readonly #starts = new Int32Array(side * side + 1);
  readonly #points: Int32Array;

  /** Points without a place are never found. O(points). */
  constructor(positions: Float32Array) {
    this.#positions = positions;
    this.#box = boxOf(positions);
    const cells = new Int32Array(positions.length / 2);
    for (let point = 0; point < cells.length; point++) {
      const [x, y] = [positions[2 * point] as number, positions[2 * point + 1] as number];
      const cell = Number.isNaN(x) ? -1 : this.#row(y) * side + this.#column(x);
      cells[point] = cell;
      if (cell >= 0) this.#starts[cell + 1] = (this.#starts[cell + 1] as number) + 1;
    }
    for (let cell = 0; cell < side * side; cell++)
      this.#starts[cell + 1] = (this.#starts[cell + 1] as number) + (this.#starts[cell] as number);
    this.#points = new Int32Array(this.#starts[side * side] as number);
    const next = this.#starts.slice();
    cells.forEach((cell, point) => {
      if (cell < 0) return;
      this.#points[next[cell] as number] = point;
      next[cell] = (next[cell] as number) + 1;
    });
  }

  /** The nearest point within a distance that is accepted; −1 when there is none. */
  nearest(place: MapPlace, within: number, accepts: (point: number) => boolean): number {
    let [found, least] = [-1, within * within];
    const { x, y } = place;
    this.#eachIn({ left: x - within, right: x + within, bottom: y - within, top: y + within }, (point) => {
      const squared = (this.#x(point) - x) ** 2 + (this.#y(point) - y) ** 2;
      if (squared > least || !accepts(point)) return;
      [found, least] = [point, squared];
    });
    return found;
  }

  /** The points in a rectangle, in their order. */
  inBox(box: MapBox): Int32Array {
    const found: number[] = [];
    this.#eachIn(box, (point) => {
      const [x, y] = [this.#x(point), this.#y(point)];
      if (x >= box.left && x <= box.right && y >= box.bottom && y <= box.top) found.push(point);
    });
    return Int32Array.from(found).sort();
  }

  /** The points inside a loop, in their order. */
  inLoop(loop: readonly MapPlace[]): Int32Array {
    const around = boxOf(Float32Array.from(loop.flatMap(({ x, y }) => [x, y])));
    return this.inBox(around).filter((point) => isInside({ x: this.#x(point), y: this.#y(point) }, loop));
  }

  #eachIn(box: MapBox, visit: (point: number) => void): void {
    for (let row = this.#row(box.bottom); row <= this.#row(box.top); row++)
      for (let column = this.#column(box.left); column <= this.#column(box.right); column++) {
        const cell = row * side + column;
        for (let at = this.#starts[cell] as number; at < (this.#starts[cell + 1] as number); at++)
          visit(this.#points[at] as number);
      }
  }

  #x(point: number): number {
    return this.#positions[2 * point] as number;
  }

  #y(point: number): number {
    return this.#positions[2 * point + 1] as number;
  }

  #column(x: number): number {
    return cellAt(x, this.#box.left, this.#box.right);
  }

  #row(y: number): number {
    return cellAt(y, this.#box.bottom, this.#box.top);
  }
}

function cellAt(value: number, low: number, high: number): number {
  return Math.max(0, Math.min(side - 1, Math.floor(((value - low) / (high - low || 1)) * side)));
}

/** Whether a place lies inside a loop, by how often a line from it crosses the loop. */
export function isInside({ x, y }: MapPlace, loop: readonly MapPlace[]): boolean {
  let inside = false;
  loop.forEach((one, at) => {
    const other = loop[(at + 1) % loop.length] as MapPlace;
    if (one.y > y === other.y > y) return;
    if (x < ((other.x - one.x) * (y - one.y)) / (other.y - one.y) + one.x) inside = !inside;
  });
  return inside;
}

/** At most `most` of a loop's places, evenly along it. */
export function simpleLoop(loop: readonly MapPlace[], most = 48): readonly MapPlace[] {
  if (loop.length <= most) return loop;
  return Array.from({ length: most }, (_, at) => loop[Math.floor((at * loop.length) / most)] as MapPlace);
}
