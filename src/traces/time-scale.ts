/** A stretch of time, drawn at one width however long it is. */
export interface Strip {
  readonly from: number;
  readonly to: number;
}

/** Time to distance and back: straight between strips, a fixed width over each strip. Never decreasing. */
export interface TimeScale {
  readonly from: number;
  readonly to: number;
  /** Pixels per nanosecond outside strips. */
  readonly density: number;
  readonly strips: readonly Strip[];
  readonly stripWidth: number;
  /** Pixels of the whole. */
  readonly width: number;
  /** Pixels from the left end; times outside go on in a straight line. */
  x(time: number): number;
  time(x: number): number;
}

/** A scale of the given density. Strips lie inside `from … to`, by time, apart from one another. */
export function timeScale(
  from: number,
  to: number,
  density: number,
  strips: readonly Strip[] = [],
  stripWidth = 28,
): TimeScale {
  const starts = strips.map((strip, k) => straight(from, strip.from, strips.slice(0, k), density) + k * stripWidth);
  const width = straight(from, to, strips, density) + strips.length * stripWidth;
  const x = (time: number): number => {
    for (let k = strips.length - 1; k >= 0; k--) {
      const strip = strips[k] as Strip;
      const left = starts[k] as number;
      if (time >= strip.to) return left + stripWidth + (time - strip.to) * density;
      if (time > strip.from) return left + (stripWidth * (time - strip.from)) / (strip.to - strip.from);
    }
    return (time - from) * density;
  };
  const time = (distance: number): number => {
    for (let k = strips.length - 1; k >= 0; k--) {
      const strip = strips[k] as Strip;
      const into = distance - (starts[k] as number);
      if (into >= stripWidth) return strip.to + (into - stripWidth) / density;
      if (into > 0) return strip.from + (into / stripWidth) * (strip.to - strip.from);
    }
    return from + distance / density;
  };
  return { from, to, density, strips, stripWidth, width, x, time };
}

/** Nanoseconds between two times outside the strips, as pixels. */
function straight(from: number, to: number, strips: readonly Strip[], density: number): number {
  return (to - from - strips.reduce((sum, strip) => sum + strip.to - strip.from, 0)) * density;
}

/** The scale at which everything fits into a width. Strips that would not be narrower than drawn straight are left out. */
export function fittingScale(
  from: number,
  to: number,
  width: number,
  strips: readonly Strip[] = [],
  stripWidth = 28,
): TimeScale {
  const whole = Math.max(to - from, 1);
  const room = Math.max(width, 1);
  const worth = strips.filter((strip) => ((strip.to - strip.from) / whole) * room > stripWidth);
  const rest = whole - worth.reduce((sum, strip) => sum + strip.to - strip.from, 0);
  const left = room - worth.length * stripWidth;
  if (rest <= 0 || left <= 0) return timeScale(from, to, room / whole, [], stripWidth);
  return timeScale(from, to, left / rest, worth, stripWidth);
}
