import { afterEach, expect, test, vi } from "vitest";
import { plainKernel, withProductKernel } from "../../src/analysis/product-kernel.ts";
import { productModule } from "../../src/analysis/product-module.ts";
import { productTiles, rowProducts } from "../../src/analysis/row-products.ts";
import { expectClose } from "./golden.ts";
import { normalMatrix } from "./normal-matrix.ts";

afterEach(() => vi.unstubAllGlobals());

test("products by tiles are those of a plain loop", () => {
  for (const [rows, others, columns] of [
    [1, 1, 1],
    [67, 130, 9],
    [5, 64, 400],
  ] as const) {
    const [a, b] = [normalMatrix(rows, columns, 1), normalMatrix(others, columns, 2)];
    const plain = Array.from({ length: rows * others }, (_, place) => {
      let sum = 0;
      for (let at = 0; at < columns; at++)
        sum +=
          (a.data[Math.floor(place / others) * columns + at] as number) *
          (b.data[(place % others) * columns + at] as number);
      return sum;
    });
    expectClose(rowProducts(a, b), plain, 0);
  }
});

test("WebAssembly's products are JavaScript's, bit by bit", () => {
  expect(productModule()).not.toBeNull();
  const depth = 37;
  const [left, right] = [normalMatrix(64, depth, 1).data, normalMatrix(64, depth, 2).data];
  const plain = plainKernel(depth);
  withProductKernel(depth, (fast) => {
    for (const kernel of [plain, fast]) {
      kernel.left.set(left);
      kernel.right.set(right);
      kernel.multiply(64, 64);
    }
    expect(Array.from(fast.values)).toEqual(Array.from(plain.values));
  });
});

test("products within products have a kernel of their own, and a deeper one follows a shallow one", () => {
  const [small, large] = [normalMatrix(70, 3, 1), normalMatrix(66, 3000, 2)];
  const alone = rowProducts(small, small);
  let tiles = 0;
  productTiles(large, large, ({ values }) => {
    const before = values[0];
    expect(rowProducts(small, small)).toEqual(alone);
    expect(values[0]).toBe(before);
    tiles++;
  });
  expect(tiles).toBe(4);
});

test("without WebAssembly, or where the page forbids it, there is no module", () => {
  vi.stubGlobal("WebAssembly", undefined);
  expect(productModule()).toBeNull();
  vi.stubGlobal("WebAssembly", {
    Module: class {
      constructor() {
        throw new Error("refused by the page's policy");
      }
    },
  });
  expect(productModule()).toBeNull();
});

test("no columns give products of 0, and columns that differ are refused", () => {
  const none = { data: new Float32Array(0), rows: 2, columns: 0 };
  expect(Array.from(rowProducts(none, none))).toEqual([0, 0, 0, 0]);
  expect(() => rowProducts(normalMatrix(2, 3, 1), normalMatrix(2, 4, 1))).toThrow("columns differ: 3, 4");
});
