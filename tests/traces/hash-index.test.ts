import { expect, test } from "vitest";
import { HashIndex } from "../../src/traces/hash-index.ts";
import { seededRandom } from "../support/random.ts";

test.each([3, 1000])(
  "it finds what a map finds, keys that share a half of their bits included, %i expected",
  (expected) => {
    const random = seededRandom(4);
    const half = () => BigInt(Math.floor(random() * 8));
    const keys = Array.from({ length: 3000 }, () => (half() << 61n) | (half() << 32n) | half());
    const index = new HashIndex(BigUint64Array.from(keys), expected);
    const places = new Map<bigint, number>();
    for (const key of keys) if (!places.has(key)) places.set(key, places.size);
    expect(index.size).toBe(places.size);
    expect([...index.code]).toEqual(keys.map((key) => places.get(key)));
    expect([...index.first].map((place) => keys[place])).toEqual([...places.keys()]);
    const asked = [...keys.slice(0, 50), 12345n, 2n ** 64n - 1n];
    expect([...index.codesOf(BigUint64Array.from(asked))]).toEqual(asked.map((key) => places.get(key) ?? -1));
  },
);

test("nothing is among no keys", () => {
  const index = new HashIndex(new BigUint64Array());
  expect(index.size).toBe(0);
  expect([...index.codesOf(BigUint64Array.of(0n, 1n))]).toEqual([-1, -1]);
});
