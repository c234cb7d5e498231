/** What is kept of each event while a file's events are put in relation, in some thirty bytes an event. */
export class ChromeTable {
  /** Microseconds; NaN where an event has no time. */
  start = new Float64Array(1024);
  /** Infinity for a beginning without an end. */
  end = new Float64Array(1024);
  /** The event around it, -1 without one. */
  parent = new Int32Array(1024).fill(-1);
  /** By a beginning its end, and by an end its beginning; -1 without one. */
  partner = new Int32Array(1024).fill(-1);
  /** A hash of its name, 0 without one. */
  name = new Int32Array(1024);

  set(event: number, start: number, end: number, name: string): void {
    while (event >= this.start.length) this.grow();
    this.start[event] = start;
    this.end[event] = end;
    this.name[event] = hash(name);
  }

  startOf(event: number): number {
    return this.start[event] ?? Number.NaN;
  }

  endOf(event: number): number {
    return this.end[event] ?? Number.NaN;
  }

  parentOf(event: number): number {
    return this.parent[event] ?? -1;
  }

  partnerOf(event: number): number {
    return this.partner[event] ?? -1;
  }

  nameOf(event: number): number {
    return this.name[event] ?? 0;
  }

  private grow(): void {
    const size = this.start.length * 2;
    this.start = larger(this.start, new Float64Array(size));
    this.end = larger(this.end, new Float64Array(size));
    this.parent = larger(this.parent, new Int32Array(size).fill(-1));
    this.partner = larger(this.partner, new Int32Array(size).fill(-1));
    this.name = larger(this.name, new Int32Array(size));
  }
}

function larger<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function hash(text: string): number {
  let h = text === "" ? 0 : 1;
  for (let at = 0; at < text.length; at += 1) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193);
  return h;
}
