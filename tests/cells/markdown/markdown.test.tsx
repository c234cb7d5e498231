import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { markdown } from "../../../src/cells/markdown/index.tsx";
import { CellError } from "../../../src/notebook/cell.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";

const engine = testStore();

function draw(source: string): string {
  const spec = markdown.parse(source);
  return renderToStaticMarkup(<markdown.View name="" spec={spec} result={spec} live={null} />);
}

test("prose evaluates to itself and reads nothing", async () => {
  const spec = await evaluateCell(markdown, "The slow step.", { engine: await engine() });
  expect(spec).toEqual({ source: "The slow step." });
  expect(await markdown.reads(spec, await engine())).toEqual([]);
});

test("headings, emphasis, lists, tables and code are drawn without a DOM", () => {
  const html = draw("# Title\n\nSome **bold** and `code`.\n\n- one\n- [x] done\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n");
  expect(html).toContain('<h1 id="text-title">Title</h1>');
  expect(html).toContain("<strong>bold</strong>");
  expect(html).toContain("<code>code</code>");
  expect(html).toContain('type="checkbox"');
  expect(html).toContain('<td style="text-align:right">2</td>');
});

test("headings keep ids, numbered when they repeat, and links to them lead there", () => {
  const html = draw("## Since *when*?\n\n## Since when?\n\n[there](#since-when)\n");
  expect(html).toContain('<h2 id="text-since-when">');
  expect(html).toContain('<h2 id="text-since-when-1">');
  expect(html).toContain('href="#text-since-when"');
});

test("a footnote and its way back find each other", () => {
  const html = draw("Slow.[^1]\n\n[^1]: As measured.\n");
  for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) expect(html).toContain(`id="${id}"`);
  expect([...html.matchAll(/href="#/g)]).toHaveLength(2);
});

const hostile: readonly [string, string][] = [
  ["a script", "<script>alert(1)</script>"],
  ["a script in a line", "x <script>alert(1)</script> y"],
  ["an image with a handler", '<img src=x onerror="alert(1)">'],
  ["a frame", '<iframe src="https://evil.example/"></iframe>'],
  ["a style", "<style>body{display:none}</style>"],
  ["a form", '<form action="https://evil.example/"><input></form>'],
  ["svg", "<svg/onload=alert(1)>"],
  ["a comment that hides", "<!-- --><img src=x onerror=alert(1)>"],
];

test.each(hostile)("HTML is shown as text: %s", (_name, source) => {
  const html = draw(source);
  const tags = [...html.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag);
  expect(tags.filter((tag) => !["div", "p"].includes(tag ?? ""))).toEqual([]);
  expect(html).toContain("&lt;");
});

test("pictures are never loaded, and where they would have come from is said", () => {
  const html = draw(
    "![a chart](https://tracker.example/p.png?id=1) ![](data:image/png;base64,AA) ![x](//cdn.example/a.png)",
  );
  expect(html).not.toContain("<img");
  expect(html).not.toContain("src=");
  expect(html).toContain("a chart <small>image not loaded: tracker.example</small>");
  expect(html).toContain("image not loaded: inside the text");
  expect(html).toContain("image not loaded: cdn.example");
});

test("a picture by reference and one inside a link are not loaded either", () => {
  const html = draw("[![x][pic]](https://example.org)\n\n[pic]: https://tracker.example/p.png\n");
  expect(html).not.toContain("<img");
  expect(html).toContain("image not loaded: tracker.example");
});

test("links open outside, tell nothing of the page, and show where they lead", () => {
  const html = draw("[docs](https://example.org/a?b=1) <https://example.org> www.example.org me@example.org");
  const links = [...html.matchAll(/<a [^>]*>/g)].map(([link]) => link);
  expect(links).toHaveLength(4);
  for (const link of links) {
    expect(link).toContain('rel="noopener noreferrer"');
    expect(link).toContain('target="_blank"');
    expect(link).toMatch(/href="(https?|mailto):/);
    expect(/title="([^"]*)"/.exec(link)?.[1]).toBe(/href="([^"]*)"/.exec(link)?.[1]);
  }
});

test("a look-alike host is shown by its real name", () => {
  expect(draw("[bank](https://аpple.com)")).toContain('title="https://xn--');
});

const noLinks = [
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](&#106;avascript:alert(1))",
  "[x](data:text/html,<script>alert(1)</script>)",
  "[x](vbscript:x)",
  "[x](file:///etc/passwd)",
  "[x](blob:https://example.org/1)",
  "[x](other.md)",
  "[x](//example.org)",
  "[x](https://)",
];

test.each(noLinks)("no other link can be followed: %s", (source) => {
  const html = draw(source);
  expect(html).not.toContain("href");
  expect(html).toContain('<span class="prose-no-link"');
});

const deep: readonly [string, string][] = [
  ["quotes", `${"> ".repeat(5000)}a`],
  ["lists", `${"- ".repeat(5000)}a`],
  ["numbered lists", `${"1. ".repeat(5000)}a`],
  ["emphasis", "*a ".repeat(5000) + "a* ".repeat(5000)],
  ["emphasis over lines", "*a\n".repeat(5000) + "a*\n".repeat(5000)],
  ["pictures in pictures", `${"![".repeat(5000)}a${"](b)".repeat(5000)}`],
  ["very much", "word ".repeat(60_000)],
];

test.each(deep)("prose that could not be laid out is refused at once: %s", (_name, source) => {
  const since = performance.now();
  expect(() => markdown.parse(source)).toThrow(CellError);
  expect(performance.now() - since).toBeLessThan(2000);
});

test("prose at the limits is laid out", () => {
  const sources = [
    `${"> ".repeat(100)}a`,
    "*a ".repeat(100) + "a* ".repeat(100),
    `${"![".repeat(100)}a${"](b)".repeat(100)}`,
    `| a |\n|---|\n${"| _private_name [x](https://example.org) |\n".repeat(1000)}`,
    "**a".repeat(3000),
  ];
  for (const source of sources) expect(draw(source)).toContain("prose");
});
