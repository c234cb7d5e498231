import { describe, expect, test } from "vitest";
import { resultOf, slowAnswer, waitingTrace } from "../../../bench/waterfall-page/spans.ts";
import { type KeyActions, keyHelp, press } from "../../../src/cells/waterfall/keys.ts";
import { rowHeight, WaterfallModel } from "../../../src/cells/waterfall/model.ts";
import { searchNames, searchResult } from "../../../src/cells/waterfall/search.ts";

function made(spans = slowAnswer()): WaterfallModel {
  const model = new WaterfallModel(resultOf(spans));
  model.resize(1330, 8 * rowHeight);
  return model;
}

const idOf = (model: WaterfallModel, span: number) => model.result.spans.id[span];
const spanOf = (model: WaterfallModel, id: string) => model.result.spans.id.indexOf(id);
const shown = (model: WaterfallModel) => Array.from(model.chosen().rows.span, (span) => idOf(model, span));
const selected = (model: WaterfallModel) => idOf(model, model.chosen().selected);

const nothing: KeyActions = { open: () => {}, search: () => {}, close: () => {}, page: 7 };
const keys = (model: WaterfallModel, ...names: string[]) => {
  for (const name of names) press(model, { key: name, shift: false, other: false }, nothing);
};

describe("rows", () => {
  test("a folded span hides what is below it, and scrolling ends where the rows end", () => {
    const model = made();
    model.scrollTo(1e9);
    expect(model.scrollTop).toBe(12 * rowHeight);
    model.toggle(spanOf(model, "1"));
    expect(shown(model)).toEqual(["1"]);
    expect(model.scrollTop).toBe(0);
    model.foldBelow(2);
    expect(shown(model)).toEqual(["1", "2", "3", "5", "10", "16", "17", "18", "19", "20"]);
    model.foldBelow(Number.POSITIVE_INFINITY);
    expect(shown(model)).toHaveLength(20);
  });

  test("a span that is selected from the start is in view, and no further", () => {
    const early = new WaterfallModel({ ...resultOf(slowAnswer()), selected: 1 });
    early.resize(1330, 8 * rowHeight);
    expect(early.scrollTop).toBe(0);
    const late = new WaterfallModel({ ...resultOf(slowAnswer()), selected: 19 });
    late.resize(1330, 8 * rowHeight);
    expect(late.scrollTop).toBe(12 * rowHeight);
    late.resize(1330, 40 * rowHeight);
    expect(late.scrollTop).toBe(0);
  });

  test("a span without children cannot be folded", () => {
    const model = made();
    model.toggle(spanOf(model, "2"));
    expect(model.chosen().folded).not.toContain(1);
  });

  test("showing a hidden span unfolds what hides it and leaves the critical path's filter", () => {
    const model = made();
    model.foldBelow(1);
    model.setOnlyCritical(true);
    model.show(spanOf(model, "13"));
    expect(model.chosen().onlyCritical).toBe(false);
    expect(shown(model)).toContain("13");
    const top = (model.chosen().rows.row[spanOf(model, "13")] ?? 0) * rowHeight;
    expect(model.scrollTop).toBeLessThanOrEqual(top);
    expect(model.scrollTop + 8 * rowHeight).toBeGreaterThanOrEqual(top + rowHeight);
  });

  test("listeners hear of every change, and of none after they leave", () => {
    const model = made();
    let heard = 0;
    const leave = model.subscribe(() => heard++);
    model.scrollTo(22);
    model.look(model.view.zoom(2, 100));
    model.select(3);
    expect(heard).toBe(3);
    leave();
    model.select(4);
    expect(heard).toBe(3);
  });

  test("a new result of the same trace goes on where the old one stood", () => {
    const before = made();
    before.toggle(spanOf(before, "5"));
    before.select(4);
    before.look(before.view.zoom(8, 300));
    before.scrollTo(44);
    const after = new WaterfallModel(resultOf(slowAnswer()));
    after.adopt(before);
    expect(shown(after)).toEqual(shown(before));
    expect([after.chosen().selected, after.scrollTop, after.view.left]).toEqual([4, 44, before.view.left]);
    const other = new WaterfallModel(resultOf(waitingTrace()));
    other.adopt(before);
    expect([other.chosen().selected, other.view.isWhole]).toEqual([-1, true]);
  });
});

describe("keys", () => {
  test("arrows move the selection by rows and end at both ends", () => {
    const model = made();
    keys(model, "ArrowDown");
    expect(selected(model)).toBe("1");
    keys(model, "ArrowDown", "ArrowDown", "PageDown");
    expect(selected(model)).toBe("10");
    keys(model, "End", "ArrowDown");
    expect(selected(model)).toBe("20");
    expect(model.scrollTop).toBe(12 * rowHeight);
    keys(model, "Home", "ArrowUp");
    expect(selected(model)).toBe("1");
  });

  test("left folds, then goes to the parent; right unfolds, then goes to the first child", () => {
    const model = made();
    model.select(spanOf(model, "8"));
    keys(model, "ArrowLeft");
    expect(selected(model)).toBe("5");
    keys(model, "ArrowLeft");
    expect(shown(model)).not.toContain("8");
    keys(model, "ArrowRight");
    expect(shown(model)).toContain("8");
    keys(model, "ArrowRight");
    expect(selected(model)).toBe("6");
    keys(model, "ArrowRight");
    expect(selected(model)).toBe("6");
  });

  test("the selection moves on from the nearest row when its own was folded away", () => {
    const model = made();
    model.select(spanOf(model, "8"));
    model.toggle(spanOf(model, "5"));
    keys(model, "ArrowDown");
    expect(selected(model)).toBe("10");
  });

  test("W and S zoom about the pointer, A and D move along", () => {
    const model = made();
    model.point(2, 100e9);
    const x = model.view.x(100e9);
    keys(model, "w", "w", "w");
    expect(model.view.x(100e9)).toBeCloseTo(x);
    const { from } = model.view;
    keys(model, "d");
    expect(model.view.from).toBeGreaterThan(from);
    keys(model, "a");
    expect(model.view.from).toBeCloseTo(from, -3);
    keys(model, "s", "s", "s", "s");
    expect(model.view.isWhole).toBe(true);
  });

  test("capitals and other keyboards' modifiers: W is w, Ctrl W is not ours", () => {
    const model = made();
    expect(press(model, { key: "W", shift: true, other: false }, nothing)).toBe(true);
    expect(press(model, { key: "w", shift: false, other: true }, nothing)).toBe(false);
    expect(press(model, { key: "x", shift: false, other: false }, nothing)).toBe(false);
    expect(press(model, { key: "constructor", shift: false, other: false }, nothing)).toBe(false);
  });

  test("F fits the selected span, then the whole trace; a marked range comes first", () => {
    const model = made();
    keys(model, "f");
    expect(model.view.isWhole).toBe(true);
    model.select(spanOf(model, "9"));
    keys(model, "f");
    expect(model.view.from).toBeGreaterThan(200e9);
    expect(model.view.to).toBeLessThan(210e9);
    keys(model, "f");
    expect(model.view.isWhole).toBe(true);
    model.mark({ from: 10e9, to: 20e9 });
    keys(model, "f");
    expect(model.view.to).toBeLessThan(25e9);
    keys(model, "Escape");
    expect(model.chosen().range).toBeNull();
  });

  test("R scrolls to the rows that start in view", () => {
    const model = made();
    model.look(model.view.show(13.75e9, 18e9));
    keys(model, "r");
    expect(shown(model)[model.scrollTop / rowHeight + 1]).toBe("7");
  });

  test("Enter opens, / searches, Escape closes when nothing is marked", () => {
    const model = made();
    const done: string[] = [];
    const actions: KeyActions = {
      open: () => done.push("open"),
      search: () => done.push("search"),
      close: () => done.push("close"),
      page: 1,
    };
    for (const key of ["Enter", "/", "Escape"]) press(model, { key, shift: false, other: false }, actions);
    expect(done).toEqual(["open", "search", "close"]);
  });

  test("C shows the critical path alone, G folds the gaps", () => {
    const model = made(waitingTrace());
    keys(model, "g");
    expect(model.view.scale.strips).toHaveLength(2);
    keys(model, "g", "c");
    expect(model.view.scale.strips).toHaveLength(0);
    expect(model.chosen().onlyCritical).toBe(true);
  });

  test("every letter in the help does something", () => {
    const letters = keyHelp.flatMap(([names]) => names.split(" ")).filter((name) => /^[A-Z]$/.test(name));
    for (const key of letters) expect(press(made(), { key, shift: false, other: false }, nothing)).toBe(true);
  });
});

describe("search", () => {
  const found = (model: WaterfallModel, text: string, complete = true) =>
    model.found(text, searchResult(searchNames(model.result, text), 20, complete, null));

  test("it goes to the first hit and through all of them, around the end, unfolding", () => {
    const model = made();
    model.foldBelow(1);
    model.setSearch({ text: "Warehouse", result: null, at: 0 });
    found(model, "Warehouse", false);
    expect(selected(model)).toBe("8");
    keys(model, "n");
    expect(selected(model)).toBe("12");
    press(model, { key: "N", shift: true, other: false }, nothing);
    press(model, { key: "N", shift: true, other: false }, nothing);
    expect(selected(model)).toBe("15");
    keys(model, "n");
    expect(selected(model)).toBe("8");
  });

  test("what arrives later does not move one from the hit that one is at", () => {
    const model = made();
    model.setSearch({ text: "sql", result: null, at: 0 });
    found(model, "sql", false);
    keys(model, "n");
    expect(selected(model)).toBe("7");
    const everything = model.result.shape.tree.order.filter((span) => Number(idOf(model, span)) < 12);
    model.found("sql", searchResult(everything, 20, true, null));
    expect(selected(model)).toBe("7");
    keys(model, "n");
    expect(selected(model)).toBe("8");
  });

  test("an answer to an older question is dropped", () => {
    const model = made();
    model.setSearch({ text: "plan", result: null, at: 0 });
    found(model, "pla");
    expect(model.chosen().search?.result).toBeNull();
    expect(model.chosen().selected).toBe(-1);
  });

  test("nothing found leaves everything where it is", () => {
    const model = made();
    model.select(3);
    model.setSearch({ text: "zebra", result: null, at: 0 });
    found(model, "zebra");
    keys(model, "n");
    expect(model.chosen().selected).toBe(3);
  });
});

test("the tree's column keeps to its limits, and the bars take the rest", () => {
  const model = made();
  expect(model.view.ground.width).toBe(1000);
  model.setTreeWidth(10);
  expect(model.treeWidth).toBe(160);
  model.setTreeWidth(5000);
  expect(model.treeWidth).toBe(1330 - 160);
  expect(model.view.ground.width).toBe(160);
});
