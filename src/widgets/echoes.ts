/**
 * What was typed and has not come back yet. A value comes back a moment after it was typed, when more may have been
 * typed already: it must not be taken for a change from outside.
 */
export class Echoes {
  #waiting: string[] = [];

  sent(value: string): void {
    this.#waiting.push(value);
    if (this.#waiting.length > 1000) this.#waiting.shift();
  }

  /** Whether the value is one of those; the ones before it never will be. */
  returned(value: string): boolean {
    const place = this.#waiting.lastIndexOf(value);
    this.#waiting = this.#waiting.slice(place + 1);
    return place >= 0;
  }
}
