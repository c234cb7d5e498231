import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { DifferenceBar } from "../../src/widgets/difference-bar.tsx";
import { KindMark } from "../../src/widgets/kind-mark.tsx";
import { ShareBar } from "../../src/widgets/share-bar.tsx";

const bar = (value: number | null, low: number | null = null, high: number | null = null, extent = 10) =>
  renderToStaticMarkup(
    <DifferenceBar value={value} low={low} high={high} extent={extent} label="five more" width={102} />,
  );

test("a difference grows from the centre to the right for more and to the left for less", () => {
  expect(bar(5, 4, 6)).toContain('class="is-more" x="51" y="3" height="8" width="25"');
  expect(bar(-5, -6, -4)).toContain('class="is-less" x="26" y="3" height="8" width="25"');
});

test("its interval is a whisker that ends at the edge, and without one the bar is an outline", () => {
  expect(bar(5, 4, 6)).toContain('d="M71 7H81M71 4.5V9.5M81 4.5V9.5"');
  expect(bar(5, -50, 50)).toContain('d="M1 7H101');
  expect(bar(5)).toContain("is-more is-unsure");
  expect(bar(5)).not.toContain("difference-whisker");
});

test("a bar of nothing is thin, one of nothing known is not there, and no extent divides by zero", () => {
  expect(bar(0, 0, 0)).toContain('width="1"');
  expect(bar(null)).not.toContain("<rect");
  expect(bar(0, 0, 0, 0)).not.toContain("NaN");
});

const share = (part: number | null, before: number | null = null, full = 1) =>
  renderToStaticMarkup(<ShareBar share={part} before={before} full={full} colour="var(--current)" label="a share" />);

test("a share fills its track up to its end, with what it was before as a tick", () => {
  expect(share(0.79)).toContain('width="79"');
  expect(share(1.5)).toContain('<rect y="1" width="100"');
  expect(share(1, null, 2)).toContain('<rect y="1" width="50"');
  expect(share(0.5, 0.25)).toContain('d="M25 0V12"');
  expect(share(null)).not.toContain("var(--current)");
  expect(share(0)).not.toContain("var(--current)");
});

test("every mark says in words what it shows, hostile words as text", () => {
  expect(bar(5)).toContain('aria-label="five more"');
  expect(share(0.5)).toContain('aria-label="a share"');
  const mark = renderToStaticMarkup(<KindMark code="<b>" colour="red" title={'"><script>'} />);
  expect(mark).toContain("&lt;b&gt;");
  expect(mark).toContain('aria-label="&quot;&gt;&lt;script&gt;"');
});
