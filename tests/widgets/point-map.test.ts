import { describe, expect, test } from "vitest";
import { boxOf, PointCamera } from "../../src/widgets/point-camera.ts";
import { isInside, PointIndex, simpleLoop } from "../../src/widgets/point-index.ts";

const positions = Float32Array.of(0, 0, 10, 0, 10, 5, 0, 5, 5, 2.5, Number.NaN, Number.NaN);
const all = () => true;

describe("the camera", () => {
  const fitted = () => {
    const camera = new PointCamera();
    camera.setSize(400, 300);
    camera.setBox(boxOf(positions));
    return camera;
  };

  test("shows the whole map at first, y upwards, and again when asked or resized", () => {
    const camera = fitted();
    expect(camera.toScreen({ x: 5, y: 2.5 })).toEqual({ x: 200, y: 150 });
    expect(camera.toScreen({ x: 5, y: 5 }).y).toBeLessThan(150);
    for (const corner of [
      { x: 0, y: 0 },
      { x: 10, y: 5 },
    ]) {
      const { x, y } = camera.toScreen(corner);
      expect(x > 0 && x < 400 && y > 0 && y < 300).toBe(true);
    }
    camera.zoom(4);
    expect(camera.isFitted).toBe(false);
    camera.fit();
    expect(camera.toScreen({ x: 5, y: 2.5 })).toEqual({ x: 200, y: 150 });
    camera.setSize(800, 600);
    expect(camera.toScreen({ x: 5, y: 2.5 })).toEqual({ x: 400, y: 300 });
  });

  test("keeps what is under the pointer there while it enlarges", () => {
    const camera = fitted();
    const at = { x: 90, y: 60 };
    const before = camera.toMap(at);
    camera.zoom(3, at);
    expect(camera.toMap(at).x).toBeCloseTo(before.x, 9);
    expect(camera.toMap(at).y).toBeCloseTo(before.y, 9);
  });

  test("moves by pixels, and tells", () => {
    const camera = fitted();
    let told = 0;
    const stop = camera.subscribe(() => told++);
    camera.pan(30, -20);
    const moved = camera.toScreen({ x: 5, y: 2.5 });
    expect([moved.x, moved.y].map(Math.round)).toEqual([230, 130]);
    stop();
    camera.pan(1, 1);
    expect(told).toBe(1);
  });
});

describe("the index", () => {
  const index = new PointIndex(positions);

  test("finds the nearest point that is accepted, within reach", () => {
    expect(index.nearest({ x: 9, y: 1 }, 3, all)).toBe(1);
    expect(index.nearest({ x: 9, y: 1 }, 3, (point) => point !== 1)).toBe(-1);
    expect(index.nearest({ x: 100, y: 100 }, 3, all)).toBe(-1);
  });

  test("finds the points in a rectangle and in a loop, and never one without a place", () => {
    expect([...index.inBox({ left: -1, right: 6, bottom: -1, top: 6 })]).toEqual([0, 3, 4]);
    expect([...index.inBox({ left: -99, right: 99, bottom: -99, top: 99 })]).toEqual([0, 1, 2, 3, 4]);
    const triangle = [
      { x: -1, y: -1 },
      { x: 11, y: -1 },
      { x: 5, y: 30 },
    ];
    expect([...index.inLoop(triangle)]).toEqual([0, 1, 4]);
    expect([...index.inLoop([])]).toEqual([]);
  });

  test("no points at all are no trouble", () => {
    expect([...new PointIndex(new Float32Array(0)).inBox({ left: 0, right: 1, bottom: 0, top: 1 })]).toEqual([]);
  });
});

test("a loop that crosses itself holds what it goes about once", () => {
  const bow = [
    { x: 0, y: 0 },
    { x: 4, y: 4 },
    { x: 4, y: 0 },
    { x: 0, y: 4 },
  ];
  expect(isInside({ x: 3.5, y: 2 }, bow)).toBe(true);
  expect(isInside({ x: 2, y: 3.5 }, bow)).toBe(false);
  expect(simpleLoop(Array.from({ length: 500 }, (_, x) => ({ x, y: 0 }))).length).toBe(48);
});
