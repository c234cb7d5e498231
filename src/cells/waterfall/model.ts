import { parallelRails, railsAbove } from "./rails.ts";
import type { WaterfallResult } from "./result.ts";
import { type Search, type SearchResult, stepped } from "./search.ts";
import { type Ground, TimeView } from "./time-view.ts";
import { foldBelow, onCriticalPath, type Rows, shownAbove, unfoldAbove, visibleRows } from "./visible-rows.ts";

export const rowHeight = 22;

/** A stretch of time that the user has marked. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What changes by the user's doing, but for where one looks. Replaced as a whole on every change. */
export interface Chosen {
  readonly rows: Rows;
  readonly folded: Uint8Array;
  /** −1 for none. */
  readonly selected: number;
  readonly onlyCritical: boolean;
  readonly foldGaps: boolean;
  readonly range: Range | null;
  readonly search: Search | null;
}

/** The state of one waterfall on screen. Knows no DOM: the views ask it to change, and draw when it has changed. */
export class WaterfallModel {
  readonly result: WaterfallResult;
  readonly rails: Uint8Array;
  readonly railsAbove: Int32Array;
  #chosen: Chosen;
  #view: TimeView;
  /** The bars' column, in CSS pixels, and the height that rows have. */
  #size = { width: 0, height: 0 };
  /** null until the user sets it: then it follows the width of the whole. */
  #ownTreeWidth: number | null = null;
  #scrollTop = 0;
  /** Where the pointer is: a row (−1 for none) and a time (null outside the bars). */
  #hover: { row: number; time: number | null } = { row: -1, time: null };
  readonly #listeners = new Set<() => void>();
  #onPath: Uint8Array | null = null;

  constructor(result: WaterfallResult, { foldGaps = false } = {}) {
    this.result = result;
    const { tree } = result.shape;
    this.rails = parallelRails(tree);
    this.railsAbove = railsAbove(tree, this.rails);
    const folded = new Uint8Array(tree.size);
    const rows = visibleRows(tree, folded, null);
    const selected = result.selected;
    this.#chosen = { rows, folded, selected, onlyCritical: false, foldGaps, range: null, search: null };
    this.#view = TimeView.whole(this.#ground());
  }

  /** Goes on where another waterfall of the same trace stood; does nothing when the spans are others. */
  adopt(before: WaterfallModel): void {
    const { tree } = this.result.shape;
    const same = before.result.trace?.id === this.result.trace?.id && before.result.spans.size === tree.size;
    if (!same || before.result.selected !== this.result.selected) return;
    const { folded, selected, onlyCritical, foldGaps } = before.chosen();
    this.#size = before.#size;
    this.#ownTreeWidth = before.#ownTreeWidth;
    this.#chosen = { ...this.#chosen, selected, foldGaps };
    this.#refold(folded, { onlyCritical });
    this.#scrollTop = before.#scrollTop;
    this.#view = before.#view.on(this.#ground());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly chosen = (): Chosen => this.#chosen;

  get view(): TimeView {
    return this.#view;
  }

  get scrollTop(): number {
    return this.#scrollTop;
  }

  get height(): number {
    return this.#size.height;
  }

  get treeWidth(): number {
    return this.#ownTreeWidth ?? Math.round(Math.max(200, Math.min(0.42 * this.#size.width, 330)));
  }

  get hover(): { readonly row: number; readonly time: number | null } {
    return this.#hover;
  }

  /** Pixels of all rows. */
  get fullHeight(): number {
    return this.#chosen.rows.span.length * rowHeight;
  }

  // ---- where one looks

  resize(width: number, height: number): void {
    if (width === this.#size.width && height === this.#size.height) return;
    const isFirst = this.#size.height === 0;
    this.#size = { width, height };
    this.scrollTo(this.#scrollTop);
    this.look(this.#view.on(this.#ground()));
    if (isFirst && this.#chosen.selected >= 0) this.#reveal(this.#chosen.selected);
  }

  setTreeWidth(width: number): void {
    const most = Math.max(160, this.#size.width - 160);
    this.#ownTreeWidth = Math.round(Math.max(160, Math.min(width, most)));
    this.look(this.#view.on(this.#ground()));
  }

  look(view: TimeView): void {
    this.#view = view;
    this.#changed();
  }

  scrollTo(top: number): void {
    const next = Math.max(0, Math.min(top, this.fullHeight - this.#size.height));
    if (next === this.#scrollTop) return;
    this.#scrollTop = next;
    this.#changed();
  }

  point(row: number, time: number | null): void {
    if (row === this.#hover.row && time === this.#hover.time) return;
    this.#hover = { row, time };
    this.#changed();
  }

  /** To the marked range, or the selected span; to the whole trace when that is in view already, or nothing is chosen. */
  fit(): void {
    const target = this.#chosen.range ?? this.#selectedTimes();
    const near = target && this.#view.show(target.from, target.to);
    const isThere = near && near.scale.density === this.#view.scale.density && near.left === this.#view.left;
    this.look(near && !isThere ? near : TimeView.whole(this.#ground()));
  }

  #selectedTimes(): Range | null {
    const { selected } = this.#chosen;
    const { start, end } = this.result.shape.tree;
    return selected < 0 ? null : { from: start[selected] ?? 0, to: end[selected] ?? 0 };
  }

  /** Scrolls to the first row that starts within the time in view. */
  scrollToView(): void {
    const { rows } = this.#chosen;
    const { start } = this.result.shape.tree;
    const { from, to } = this.#view;
    const row = rows.span.findIndex((span) => (start[span] ?? 0) >= from && (start[span] ?? 0) <= to);
    if (row >= 0) this.scrollTo((row - 1) * rowHeight);
  }

  // ---- what is chosen

  select(span: number): void {
    this.#choose({ selected: span });
  }

  /** Selects a span and brings its row and its bar into view, unfolding what hides it. */
  show(span: number): void {
    const { tree } = this.result.shape;
    const hidden = this.#chosen.onlyCritical && !this.#critical()[span];
    this.#refold(unfoldAbove(tree, this.#chosen.folded, span), hidden ? { onlyCritical: false } : {});
    this.select(span);
    this.#reveal(span);
  }

  /** Moves the selection by rows. */
  step(by: number): void {
    const { rows, selected } = this.#chosen;
    if (rows.span.length === 0) return;
    const shown = shownAbove(this.result.shape.tree, rows, selected);
    const from = shown >= 0 ? (rows.row[shown] ?? 0) : by > 0 ? -1 : rows.span.length;
    const row = from + by;
    const span = rows.span[Math.max(0, Math.min(row, rows.span.length - 1))] ?? -1;
    this.select(span);
    this.#reveal(span);
  }

  toggle(span: number, folded = !this.#chosen.folded[span]): void {
    if (!this.result.shape.tree.descendants[span]) return;
    const next = this.#chosen.folded.slice();
    next[span] = folded ? 1 : 0;
    this.#refold(next);
  }

  /** Unfolds the first levels and folds what lies below; Infinity unfolds everything. */
  foldBelow(levels: number): void {
    this.#refold(foldBelow(this.result.shape.tree, levels));
  }

  setOnlyCritical(onlyCritical: boolean): void {
    this.#refold(this.#chosen.folded, { onlyCritical });
  }

  setFoldGaps(foldGaps: boolean): void {
    this.#choose({ foldGaps });
    this.look(this.#view.on(this.#ground()));
  }

  mark(range: Range | null): void {
    this.#choose({ range });
  }

  setSearch(search: Search | null): void {
    this.#choose({ search });
  }

  /** Takes what a search found so far and goes to the first hit, unless one was gone to already. */
  found(text: string, result: SearchResult): void {
    const { search } = this.#chosen;
    if (search?.text !== text) return;
    const span = search.result?.hits[search.at];
    const at = span === undefined ? 0 : Math.max(0, result.hits.indexOf(span));
    this.#choose({ search: { text, result, at } });
    if (span === undefined && result.hits.length) this.show(result.hits[at] ?? -1);
  }

  /** To the next hit (1) or the one before (−1), around the end. */
  nextHit(by: number): void {
    const search = this.#chosen.search && stepped(this.#chosen.search, by);
    const span = search?.result?.hits[search.at];
    if (span === undefined) return;
    this.#choose({ search });
    this.show(span);
  }

  #reveal(span: number): void {
    const { rows } = this.#chosen;
    const top = (rows.row[span] ?? 0) * rowHeight;
    if (top < this.#scrollTop) this.scrollTo(top);
    else if (top + rowHeight > this.#scrollTop + this.#size.height) this.scrollTo(top + rowHeight - this.#size.height);
    this.revealTime(span);
  }

  /** Brings a span's bar into view when nothing of it is. */
  revealTime(span: number): void {
    const { start, end } = this.result.shape.tree;
    this.look(this.#view.reveal(start[span] ?? 0, end[span] ?? 0));
  }

  #refold(folded: Uint8Array, more: Partial<Chosen> = {}): void {
    const onlyCritical = more.onlyCritical ?? this.#chosen.onlyCritical;
    if (folded === this.#chosen.folded && onlyCritical === this.#chosen.onlyCritical) return;
    const rows = visibleRows(this.result.shape.tree, folded, onlyCritical ? this.#critical() : null);
    this.#choose({ folded, rows, ...more });
    this.scrollTo(this.#scrollTop);
  }

  #critical(): Uint8Array {
    this.#onPath ??= onCriticalPath(this.result.shape.tree, this.result.shape.path);
    return this.#onPath;
  }

  #ground(): Ground {
    const { tree, gaps } = this.result.shape;
    const width = Math.max(0, this.#size.width - this.treeWidth);
    return { from: tree.from, to: tree.to, strips: this.#chosen.foldGaps ? gaps : [], width };
  }

  #choose(change: Partial<Chosen>): void {
    this.#chosen = { ...this.#chosen, ...change };
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
