import { expect, test } from "vitest";
import { alignTrees } from "../../src/traces/align.ts";
import { buildTree } from "../../src/traces/tree.ts";
import { seededRandom } from "../support/random.ts";

/** A tree in words: "a(b c(d))", siblings one after another in time. */
function treeOf(text: string) {
  const labels: string[] = [];
  const parent: (string | null)[] = [];
  const open: number[] = [];
  for (const token of text.match(/\w+|[()]/g) ?? []) {
    if (token === "(") open.push(labels.length - 1);
    else if (token === ")") open.pop();
    else {
      labels.push(token);
      parent.push(open.length ? String(open.at(-1)) : null);
    }
  }
  const id = labels.map((_, n) => String(n));
  const tree = buildTree({
    id,
    parent,
    start: Float64Array.from(labels, (_, n) => n),
    end: Float64Array.from(labels, (_, n) => n + 0.5),
  });
  return { tree, labels };
}

/** "=a" matched, "-a" in the first alone, "+a" in the second alone, "~a" moved; indented by depth. */
function aligned(one: string, other: string): string[] {
  const [first, second] = [treeOf(one), treeOf(other)];
  return alignTrees(first, second).map((row) => {
    const mark = row.first < 0 ? "+" : row.second < 0 ? "-" : row.moved ? "~" : "=";
    const label = row.first < 0 ? second.labels[row.second] : first.labels[row.first];
    return `${".".repeat(row.depth)}${mark}${label}`;
  });
}

test("the same tree matches wholly", () => {
  expect(aligned("a(b c(d e))", "a(b c(d e))")).toEqual(["=a", ".=b", ".=c", "..=d", "..=e"]);
});

test("steps are added and removed where they stand, with all below them", () => {
  expect(aligned("a(b(x) c)", "a(c d(y(z)))")).toEqual(["=a", ".-b", "..-x", ".=c", ".+d", "..+y", "...+z"]);
  expect(aligned("a", "b")).toEqual(["-a", "+b"]);
  expect(aligned("", "a(b)")).toEqual(["+a", ".+b"]);
});

test("a loop that goes round once more is one more turn, not all of it anew", () => {
  expect(
    aligned("a(p q p)", "a(p q p q p)")
      .map((row) => row.replace(/\./g, ""))
      .join(""),
  ).toMatch(/^=a(=.|\+.){5}$/);
  expect(aligned("a(p q p)", "a(p q p q p)").filter((row) => row.includes("+"))).toHaveLength(2);
});

test("what comes at another place has moved", () => {
  expect(aligned("a(x b c)", "a(b c x(n))")).toEqual(["=a", ".~x", "..+n", ".=b", ".=c"]);
});

test("of any two trees every span is in exactly one row, under its own parent", () => {
  const random = seededRandom(5);
  const make = () => {
    let left = 3 + Math.floor(random() * 25);
    const grow = (depth: number): string => {
      const parts: string[] = [];
      while (left > 0 && random() < 0.75) {
        left--;
        parts.push("abcd"[Math.floor(random() * 4)] + (depth < 5 && random() < 0.5 ? `(${grow(depth + 1)})` : ""));
      }
      return parts.join(" ");
    };
    return grow(0);
  };
  for (let round = 0; round < 200; round++) {
    const [first, second] = [treeOf(make()), treeOf(make())];
    const rows = alignTrees(first, second);
    const seen = (side: "first" | "second") =>
      rows
        .map((row) => row[side])
        .filter((span) => span >= 0)
        .sort((a, b) => a - b);
    expect(seen("first")).toEqual(first.labels.map((_, n) => n));
    expect(seen("second")).toEqual(second.labels.map((_, n) => n));
    for (const row of rows)
      if (row.first >= 0 && row.second >= 0) {
        expect(first.labels[row.first]).toBe(second.labels[row.second]);
        const [a, b] = [first.tree.parent[row.first] ?? -1, second.tree.parent[row.second] ?? -1];
        expect(rows.some((above) => above.first === a && above.second === b) || (a < 0 && b < 0)).toBe(true);
      }
  }
});
