/** A place on the map, in its own units, y upwards. */
export interface MapPlace {
  readonly x: number;
  readonly y: number;
}

/** A place on the screen in CSS pixels from the top left. */
export type ScreenPlace = MapPlace;

export interface MapBox {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

const room = 0.06;

/** The rectangle about all points that have a place; a unit square where there are none. */
export function boxOf(positions: Float32Array): MapBox {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let place = 0; place < positions.length; place += 2) {
    const [x, y] = [positions[place] as number, positions[place + 1] as number];
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < bottom) bottom = y;
    if (y > top) top = y;
  }
  return left <= right ? { left, right, bottom, top } : { left: -0.5, right: 0.5, bottom: -0.5, top: 0.5 };
}

/** Which part of a map is looked at, and how large. Tells when that changes. */
export class PointCamera {
  #x = 0;
  #y = 0;
  /** Pixels a unit. */
  #scale = 1;
  #least = 1e-6;
  #width = 1;
  #height = 1;
  #box: MapBox = { left: -0.5, right: 0.5, bottom: -0.5, top: 0.5 };
  #isFitted = true;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get x(): number {
    return this.#x;
  }

  get y(): number {
    return this.#y;
  }

  get scale(): number {
    return this.#scale;
  }

  /** Whether all of the map is shown, as at first. */
  get isFitted(): boolean {
    return this.#isFitted;
  }

  /** The map's extent. A view that shows all of it goes on to do so. */
  setBox(box: MapBox): void {
    this.#box = box;
    if (this.#isFitted) this.fit();
    else this.#tell();
  }

  setSize(width: number, height: number): void {
    if (width === this.#width && height === this.#height) return;
    [this.#width, this.#height] = [Math.max(1, width), Math.max(1, height)];
    if (this.#isFitted) this.fit();
    else this.#tell();
  }

  fit(): void {
    const { left, right, bottom, top } = this.#box;
    [this.#x, this.#y] = [(left + right) / 2, (bottom + top) / 2];
    const [wide, high] = [right - left || 1, top - bottom || 1];
    this.#scale = Math.min(this.#width / wide, this.#height / high) * (1 - 2 * room);
    this.#least = this.#scale / 8;
    this.#isFitted = true;
    this.#tell();
  }

  /** Moves what is seen by pixels. */
  pan(right: number, down: number): void {
    this.#x -= right / this.#scale;
    this.#y += down / this.#scale;
    this.#isFitted = false;
    this.#tell();
  }

  /** Makes everything `factor` times as large, about a place on the screen or the middle. */
  zoom(factor: number, about: ScreenPlace = { x: this.#width / 2, y: this.#height / 2 }): void {
    const kept = this.toMap(about);
    this.#scale = Math.max(this.#least, Math.min(this.#least * 80_000, this.#scale * factor));
    const moved = this.toMap(about);
    this.#x += kept.x - moved.x;
    this.#y += kept.y - moved.y;
    this.#isFitted = false;
    this.#tell();
  }

  toScreen({ x, y }: MapPlace): ScreenPlace {
    return { x: this.#width / 2 + (x - this.#x) * this.#scale, y: this.#height / 2 - (y - this.#y) * this.#scale };
  }

  toMap({ x, y }: ScreenPlace): MapPlace {
    return { x: this.#x + (x - this.#width / 2) / this.#scale, y: this.#y - (y - this.#height / 2) / this.#scale };
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
