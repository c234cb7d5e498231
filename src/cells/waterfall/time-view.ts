import { fittingScale, type Strip, type TimeScale, timeScale } from "../../traces/time-scale.ts";

/** What there is to show, and the room for it. */
export interface Ground {
  readonly from: number;
  readonly to: number;
  /** Gaps to fold. */
  readonly strips: readonly Strip[];
  /** Pixels of the bars' column. */
  readonly width: number;
}

/** Kept free beside the bars: a little on the left, and room for the last duration on the right. */
const padLeft = 2;
const padRight = 84;

/** No closer than this many pixels per nanosecond. */
const densest = 10;

/** The part of a trace's time that is in view: immutable, every change gives a new one. */
export class TimeView {
  readonly ground: Ground;
  readonly scale: TimeScale;
  /** Pixels of the scale that lie left of the view. */
  readonly left: number;

  private constructor(ground: Ground, scale: TimeScale, left: number) {
    this.ground = ground;
    this.scale = scale;
    this.left = Math.max(0, Math.min(left, scale.width - room(ground)));
  }

  /** Everything. */
  static whole(ground: Ground): TimeView {
    return new TimeView(ground, fitted(ground), 0);
  }

  get isWhole(): boolean {
    return this.scale.density <= fitted(this.ground).density;
  }

  /** Pixels from the left edge of the bars' column. */
  x(time: number): number {
    return this.scale.x(time) - this.left + padLeft;
  }

  time(x: number): number {
    return this.scale.time(x + this.left - padLeft);
  }

  /** The first and the last time in view, not before the trace's start nor after its end. */
  get from(): number {
    return Math.max(this.ground.from, this.time(0));
  }

  get to(): number {
    return Math.min(this.ground.to, this.time(this.ground.width));
  }

  pan(pixels: number): TimeView {
    return new TimeView(this.ground, this.scale, this.left + pixels);
  }

  /** Nearer by a factor, with the time under a place staying there. */
  zoom(factor: number, x: number): TimeView {
    const time = this.time(x);
    return this.#at(this.scale.density * factor, (scale) => scale.x(time) - x + padLeft);
  }

  /** The range over nine tenths of the width; what lies inside one folded gap cannot come nearer. */
  show(from: number, to: number): TimeView {
    const { strips, stripWidth } = this.scale;
    const inside = (strip: Strip) => Math.max(0, Math.min(to, strip.to) - Math.max(from, strip.from));
    const folded = strips.reduce((sum, strip) => sum + inside(strip), 0);
    const fixed = strips.reduce((sum, strip) => sum + (stripWidth * inside(strip)) / (strip.to - strip.from), 0);
    const straight = to - from - folded;
    const target = room(this.ground) * 0.9 - fixed;
    const density = target > 0 ? target / Math.max(straight, 1e-9) : this.scale.density;
    const middle = (scale: TimeScale) => (scale.x(from) + scale.x(to)) / 2;
    return this.#at(density, (scale) => middle(scale) - room(this.ground) / 2);
  }

  /** Moved just so far that a range can be seen, when nothing of it can. */
  reveal(from: number, to: number): TimeView {
    if (this.x(to) >= 0 && this.x(from) <= room(this.ground)) return this;
    return new TimeView(this.ground, this.scale, this.scale.x(from) - room(this.ground) * 0.15);
  }

  /** The same view on other ground: the whole stays whole, else the time at the left edge and the density stay. */
  on(ground: Ground): TimeView {
    if (this.isWhole || this.ground.width === 0) return TimeView.whole(ground);
    const from = this.time(0);
    const next = TimeView.whole(ground);
    return next.#at(this.scale.density, (scale) => scale.x(from) + padLeft);
  }

  #at(density: number, left: (scale: TimeScale) => number): TimeView {
    const whole = fitted(this.ground);
    const bounded = Math.min(Math.max(density, whole.density), Math.max(densest, whole.density * 4));
    const scale = timeScale(this.ground.from, this.ground.to, bounded, whole.strips, whole.stripWidth);
    return new TimeView(this.ground, scale, left(scale));
  }
}

function room({ width }: Ground): number {
  return Math.max(40, width - padLeft - padRight);
}

function fitted(ground: Ground): TimeScale {
  return fittingScale(ground.from, ground.to, room(ground), ground.strips);
}
