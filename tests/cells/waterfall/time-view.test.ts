import { expect, test } from "vitest";
import { type Ground, TimeView } from "../../../src/cells/waterfall/time-view.ts";
import { seededRandom } from "../../support/random.ts";

const ground: Ground = { from: 0, to: 1e9, strips: [], width: 1000 };
const whole = TimeView.whole(ground);

test("the whole fits, with room for a duration behind the last bar", () => {
  expect(whole.x(0)).toBeCloseTo(2);
  expect(whole.x(1e9)).toBeLessThan(1000 - 60);
  expect(whole.isWhole).toBe(true);
  expect([whole.from, whole.to]).toEqual([0, 1e9]);
});

test("zooming keeps the time under the pointer where it is", () => {
  for (const x of [2, 300, 700]) {
    const near = whole.zoom(4, x);
    expect(near.time(x)).toBeCloseTo(whole.time(x), -2);
    expect(near.scale.density).toBeCloseTo(whole.scale.density * 4, 12);
  }
});

test("it never shows less than everything, nor goes closer than a tenth of a nanosecond per pixel", () => {
  expect(whole.zoom(0.1, 500).isWhole).toBe(true);
  expect(whole.zoom(1e30, 500).scale.density).toBe(10);
});

test("panning stops at both ends", () => {
  const near = whole.zoom(10, 500);
  expect(near.pan(-1e9).from).toBe(0);
  expect(near.pan(1e9).to).toBe(1e9);
  expect(whole.pan(200).from).toBe(0);
});

test("a range that is shown lies in the middle, over nine tenths of the room", () => {
  const near = whole.show(4e8, 5e8);
  expect(near.x(4e8)).toBeGreaterThan(0);
  expect(near.x(5e8) - near.x(4e8)).toBeCloseTo((1000 - 86) * 0.9);
  expect((near.x(4e8) + near.x(5e8)) / 2).toBeCloseTo(2 + (1000 - 86) / 2);
});

test("a range over a folded gap comes as near as the fold allows, and one inside it stays", () => {
  const folded = TimeView.whole({ ...ground, strips: [{ from: 2e8, to: 8e8 }] });
  const across = folded.show(1.9e8, 8.1e8);
  expect(across.x(8.1e8) - across.x(1.9e8)).toBeCloseTo((1000 - 86) * 0.9);
  const inside = folded.show(3e8, 4e8);
  expect(Number.isFinite(inside.scale.density)).toBe(true);
});

test("an instant is shown as near as it gets", () => {
  const near = whole.show(5e8, 5e8);
  expect(near.scale.density).toBe(10);
  expect(near.x(5e8)).toBeCloseTo(2 + (1000 - 86) / 2);
});

test("what is in view stays when it is asked for, what is not comes", () => {
  const near = whole.zoom(10, 2);
  expect(near.reveal(0, 1e7)).toBe(near);
  const there = near.reveal(9e8, 9.1e8);
  expect(there.x(9e8)).toBeGreaterThan(0);
  expect(there.x(9e8)).toBeLessThan(1000);
  expect(there.scale.density).toBe(near.scale.density);
});

test("on other ground the whole stays whole, else the left edge and the density stay", () => {
  expect(whole.on({ ...ground, width: 600 }).isWhole).toBe(true);
  const near = whole.zoom(10, 600);
  const narrow = near.on({ ...ground, width: 600 });
  expect(narrow.scale.density).toBe(near.scale.density);
  expect(narrow.time(0)).toBeCloseTo(near.time(0), -3);
});

test("no time at all, and no room at all, still make a view", () => {
  for (const odd of [
    { ...ground, to: 0 },
    { ...ground, width: 0 },
    { ...ground, to: 1, width: 1 },
  ]) {
    const view = TimeView.whole(odd).zoom(3, 0).pan(10);
    expect([view.x(0), view.time(5), view.from, view.to].every(Number.isFinite)).toBe(true);
  }
});

test("whatever is done to it, pixels and times agree and the ends hold", () => {
  const random = seededRandom(2);
  let view = TimeView.whole({
    ...ground,
    strips: [
      { from: 1e8, to: 3e8 },
      { from: 5e8, to: 9e8 },
    ],
  });
  for (let step = 0; step < 500; step++) {
    const x = random() * 1000;
    view = random() < 0.5 ? view.zoom(0.3 + 2 * random(), x) : view.pan((random() - 0.5) * 600);
    const time = Math.max(0, Math.min(view.time(x), 1e9));
    expect(Math.abs(view.time(view.x(time)) - time)).toBeLessThan(1);
    expect(view.from).toBeGreaterThanOrEqual(0);
    expect(view.to).toBeLessThanOrEqual(1e9);
    expect(view.from).toBeLessThan(view.to);
  }
});
