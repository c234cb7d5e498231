import { Facts, type SpansByTrace } from "./loop-spans.ts";

/**
 * Tells in which traces something may be repeated, by numbers alone: most traces hold nothing, and then need neither a
 * tree nor an object for any span. It says yes where calls or steps are alike, whenever they run; never no where
 * something is repeated.
 */
export function repeatTeller(spans: SpansByTrace, spelling: Int32Array, names: number): (rows: Int32Array) => boolean {
  const agent = agentsAbove(spans);
  const spellings = spelling.reduce((most, code) => Math.max(most, code), 0) + 2;
  const alike = new Alike(spans, spelling, names, spellings);
  return (rows) => alike.isCalledAgain(rows, agent) || alike.comesRound(rows);
}

class Alike {
  readonly #spans: SpansByTrace;
  readonly #spelling: Int32Array;
  readonly #names: number;
  readonly #spellings: number;

  constructor(spans: SpansByTrace, spelling: Int32Array, names: number, spellings: number) {
    this.#spans = spans;
    this.#spelling = spelling;
    this.#names = names + 1;
    this.#spellings = spellings;
  }

  /** Whether one agent makes two equivalent calls. */
  isCalledAgain(rows: Int32Array, agent: Int32Array): boolean {
    const { facts, input } = this.#spans.columns;
    const seen = new Set<number>();
    for (const row of rows) {
      if (!((facts[row] as number) & Facts.call) || input[row] === 0n) continue;
      const key = this.#key(agent[row] as number, row, true);
      if (seen.has(key)) return true;
      seen.add(key);
    }
    return false;
  }

  /** Whether two steps of different names each have their like below the same parent: no less makes a cycle. */
  comesRound(rows: Int32Array): boolean {
    const { columns, parent, name } = this.#spans;
    const seen = new Set<number>();
    const repeated = new Map<number, number>();
    for (const row of rows) {
      const facts = columns.facts[row] as number;
      const isCall = (facts & Facts.call) > 0;
      if (facts & Facts.failed || (isCall && columns.input[row] === 0n)) continue;
      const key = this.#key(parent[row] as number, row, isCall);
      if (!seen.has(key)) {
        seen.add(key);
        continue;
      }
      const other = repeated.get(parent[row] as number);
      if (other !== undefined && other !== name[row]) return true;
      repeated.set(parent[row] as number, name[row] as number);
    }
    return false;
  }

  /** Equal for what is alike below one span. Numbers too large to be told apart only say yes too often. */
  #key(above: number, row: number, isCall: boolean): number {
    const step = (above + 2) * this.#names + (this.#spans.name[row] as number) + 1;
    return step * this.#spellings + (isCall ? (this.#spelling[row] as number) + 1 : 0);
  }
}

/** For each row that of the nearest agent above it; −1 where there is none. */
function agentsAbove({ columns, parent }: SpansByTrace): Int32Array {
  const unknown = -2;
  const agent = new Int32Array(columns.rows).fill(unknown);
  const path: number[] = [];
  for (let row = 0; row < columns.rows; row++) {
    let found = row;
    for (; found >= 0 && agent[found] === unknown; found = parent[found] as number) path.push(found);
    let above = found < 0 ? -1 : below(found);
    for (let span = path.pop(); span !== undefined; span = path.pop()) {
      agent[span] = above;
      above = below(span);
    }
  }
  return agent;

  function below(span: number): number {
    return (columns.facts[span] as number) & Facts.agent ? span : (agent[span] as number);
  }
}
