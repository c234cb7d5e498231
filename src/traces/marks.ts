/** What is odd about a span, as bits of `SpanTree.marks`. */
export const Mark = {
  /** Names a parent that is not among the spans; stands as a root. */
  orphan: 1,
  /** Was part of a circle of parents, which is broken here; stands as a root. */
  cycle: 2,
  /** Has no end: given that of its latest descendant, else its own start. */
  noEnd: 4,
  /** Has no start: given that of its earliest descendant, else its end, else its parent's start. */
  noStart: 8,
  /** Ends before it starts; counted as an instant at its start. */
  negative: 16,
  /** Has the id of a span before it; children go to the first of the two. */
  duplicate: 32,
  /** Starts before its parent: the clocks disagree. */
  early: 64,
  /** Ends after its parent: asynchronous work, or clocks that disagree. */
  late: 128,
  /** Runs at the same time as a sibling. Not odd, but worth seeing. */
  parallel: 256,
} as const;
