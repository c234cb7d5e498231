import type { WaterfallModel } from "./model.ts";

export interface KeyPress {
  readonly key: string;
  readonly shift: boolean;
  /** Ctrl, Alt or Cmd is down: then the key is not ours. */
  readonly other: boolean;
}

export interface KeyActions {
  /** Shows the selected span's details. */
  open(): void;
  /** Puts the focus into the search field. */
  search(): void;
  close(): void;
  /** Rows in view. */
  readonly page: number;
}

/** What the keys do, for the help on screen. */
export const keyHelp: readonly (readonly [keys: string, what: string])[] = [
  ["↑ ↓", "row by row; Page, Home, End further"],
  ["← →", "fold, unfold; to the parent, to the first child"],
  ["Enter", "details of the span"],
  ["W S", "nearer, farther"],
  ["A D", "earlier, later"],
  ["F", "fit the span or the marked range; again: the whole trace"],
  ["R", "scroll to the rows that start in view"],
  ["/", "search; N and Shift N go through what was found"],
  ["C", "critical path only"],
  ["G", "fold long gaps"],
  ["Esc", "unmark, close the details"],
];

type Act = (model: WaterfallModel, press: KeyPress, actions: KeyActions) => void;

const zoomStep = 1.3;

const acts: Readonly<Record<string, Act>> = {
  ArrowDown: (model) => model.step(1),
  ArrowUp: (model) => model.step(-1),
  PageDown: (model, _, { page }) => model.step(page),
  PageUp: (model, _, { page }) => model.step(-page),
  Home: (model) => model.step(Number.NEGATIVE_INFINITY),
  End: (model) => model.step(Number.POSITIVE_INFINITY),
  ArrowLeft: outwards,
  ArrowRight: inwards,
  Enter: (_, __, { open }) => open(),
  w: (model) => zoom(model, zoomStep),
  s: (model) => zoom(model, 1 / zoomStep),
  a: (model) => pan(model, -1),
  d: (model) => pan(model, 1),
  f: (model) => model.fit(),
  r: (model) => model.scrollToView(),
  "/": (_, __, { search }) => search(),
  n: (model, { shift }) => model.nextHit(shift ? -1 : 1),
  c: (model) => model.setOnlyCritical(!model.chosen().onlyCritical),
  g: (model) => model.setFoldGaps(!model.chosen().foldGaps),
  Escape: (model, _, { close }) => (model.chosen().range ? model.mark(null) : close()),
};

/** Does what a key asks for. False when the key means nothing here. */
export function press(model: WaterfallModel, key: KeyPress, actions: KeyActions): boolean {
  if (key.other) return false;
  const name = key.key.length === 1 ? key.key.toLowerCase() : key.key;
  const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
  act?.(model, key, actions);
  return act !== undefined;
}

function zoom(model: WaterfallModel, factor: number): void {
  const { hover, view } = model;
  const x = hover.time === null ? view.ground.width / 2 : view.x(hover.time);
  model.look(view.zoom(factor, x));
}

function pan(model: WaterfallModel, direction: number): void {
  model.look(model.view.pan(direction * model.view.ground.width * 0.15));
}

function outwards(model: WaterfallModel): void {
  const { selected, folded } = model.chosen();
  const { tree } = model.result.shape;
  const parent = tree.parent[selected] ?? -1;
  if (selected < 0) model.step(1);
  else if (tree.descendants[selected] && !folded[selected]) model.toggle(selected, true);
  else if (parent >= 0) model.show(parent);
}

function inwards(model: WaterfallModel): void {
  const { selected, folded } = model.chosen();
  if (selected >= 0 && folded[selected]) model.toggle(selected, false);
  else if (selected < 0 || model.result.shape.tree.descendants[selected]) model.step(1);
}
