// @vitest-environment happy-dom
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { largeTrace, type MadeSpan, oddTrace, resultOf, slowAnswer } from "../../../bench/waterfall-page/spans.ts";
import type { Live } from "../../../src/cells/cell-kind.tsx";
import { waterfall } from "../../../src/cells/waterfall/index.tsx";
import type { Engine } from "../../../src/engine/engine.ts";
import { after, draw, press, saying, type } from "../../support/draw.tsx";
import { type FakeLive, fakeLive } from "../../support/live.ts";

const { View } = waterfall;

/** A context that takes everything and writes down what is written and filled. */
class FakeContext {
  readonly texts: string[] = [];
  rectangles = 0;
  constructor(readonly canvas: HTMLCanvasElement) {
    for (const name of contextMethods) Object.assign(this, { [name]: () => undefined });
  }
  fillText(text: string): void {
    this.texts.push(text);
  }
  fillRect(...place: number[]): void {
    if (!place.every(Number.isFinite)) throw new Error(`a rectangle is nowhere: ${place}`);
    this.rectangles++;
  }
  measureText(text: string): { width: number } {
    return { width: text.length * 6 };
  }
  getImageData(): { data: Uint8ClampedArray } {
    return { data: new Uint8ClampedArray([1, 2, 3, 255]) };
  }
  createImageData(width: number, height: number): { data: Uint8ClampedArray } {
    return { data: new Uint8ClampedArray(width * height * 4) };
  }
}
const contextMethods =
  "setTransform clearRect beginPath roundRect rect fill stroke clip save restore moveTo lineTo setLineDash putImageData drawImage".split(
    " ",
  );

const contexts = new Map<HTMLCanvasElement, FakeContext>();
const written = () => [...contexts.values()].flatMap((context) => context.texts);

beforeEach(() => {
  contexts.clear();
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(function (this: HTMLCanvasElement) {
    const made = contexts.get(this) ?? new FakeContext(this);
    contexts.set(this, made);
    return made as unknown as null;
  });
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(1330);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(440);
});
afterEach(() => vi.restoreAllMocks());

const noEngine = { query: () => new Promise(() => undefined) } as unknown as Engine;

const view = (spans: readonly MadeSpan[], live: Live | null, source = "") => (
  <View name="slow" spec={waterfall.parse(source)} result={resultOf(spans)} live={live} />
);

async function shown(spans: readonly MadeSpan[]): Promise<{ place: HTMLElement; live: FakeLive }> {
  const live = fakeLive(noEngine);
  const place = await draw(view(spans, live));
  await after(() => undefined, 40);
  return { place, live };
}

const rows = (place: HTMLElement) => place.querySelector(".wf-scroll");
const head = (place: HTMLElement) => place.querySelector(".wf-head")?.textContent ?? "";

test("the rows in view are drawn, with their names, codes, durations and the axis", async () => {
  const { place } = await shown(slowAnswer());
  expect(written()).toEqual(
    expect.arrayContaining(["answer question", "warehouse.query", "TL", "3 min 8 s", "error", "1 min", "$0.052"]),
  );
  expect(head(place)).toBe("20 spans shown · 3 min 56 s · critical path 100 % of wall time · 1 error · $0.36");
});

test("only rows in view are drawn, however many there are", async () => {
  const { place } = await shown(largeTrace(5000));
  expect(written().filter((text) => text === "http.request").length).toBeLessThan(200);
  expect(head(place)).toContain("5,000 spans shown");
});

test("what is odd stands in words above", async () => {
  const { place } = await shown(oddTrace());
  expect(place.querySelector(".wf-odd")?.textContent).toContain("1 circle of parents");
  expect(written()).toEqual(expect.arrayContaining(["orphan", "circle", "no end", "ends before start"]));
});

test("keys move the selection, fold, and say what is selected", async () => {
  const { place } = await shown(slowAnswer());
  const said = () => place.querySelector("[aria-live]")?.textContent;
  await press(rows(place), "ArrowDown");
  await press(rows(place), "ArrowDown");
  expect(said()).toContain("plan, llm, 6.7 s");
  await press(rows(place), "ArrowUp");
  const event = await press(rows(place), "ArrowLeft");
  expect(event.defaultPrevented).toBe(true);
  expect(head(place)).toContain("1 of 20 spans shown");
  expect((await press(rows(place), "Tab")).defaultPrevented).toBe(false);
});

test("Enter shows the span's details, Escape closes them", async () => {
  const { place, live } = await shown(slowAnswer());
  await press(rows(place), "ArrowDown");
  await press(rows(place), "Enter");
  expect(live.details.at(-1)?.title).toBe("answer question");
  await press(rows(place), "Escape");
  expect(live.details.at(-1)).toBeNull();
});

test("/ goes to the search field, which finds names at once", async () => {
  const { place } = await shown(slowAnswer());
  await press(rows(place), "/");
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Search the spans");
  await type(document.activeElement, "warehouse");
  await after(() => undefined, 200);
  expect(place.querySelector(".wf-found")?.textContent).toBe("1 of 5 so far");
  await press(document.activeElement, "Enter");
  expect(place.querySelector(".wf-found")?.textContent).toBe("2 of 5 so far");
});

test("levels fold and unfold the tree", async () => {
  const { place } = await shown(slowAnswer());
  const levels = place.querySelector<HTMLSelectElement>("[aria-label='Levels shown']");
  await after(() => {
    if (levels) levels.value = "2";
    levels?.dispatchEvent(new Event("change", { bubbles: true }));
  });
  expect(head(place)).toContain("10 of 20 spans shown");
});

test("the table shows the same rows to keyboard and screen reader", async () => {
  const { place, live } = await shown(slowAnswer());
  await after(() => saying("Table", place).click());
  const grid = place.querySelector("[role=treegrid]");
  expect(grid?.getAttribute("aria-rowcount")).toBe("21");
  const texts = Array.from(place.querySelectorAll(".wf-grid-scroll [role=row]"), (row) => row.textContent);
  expect(texts).toHaveLength(20);
  expect(texts[7]).toMatch(/warehouse\.query.*18\.4 s.*3 min 8 s.*3 min 8 s/);
  await press(grid, "End");
  await press(grid, "ArrowUp");
  const active = document.getElementById(grid?.getAttribute("aria-activedescendant") ?? "");
  expect(active?.textContent).toContain("judge faithfulness");
  expect([active?.getAttribute("aria-level"), active?.getAttribute("aria-selected")]).toEqual(["2", "true"]);
  await press(grid, "Enter");
  expect(live.details.at(-1)?.title).toBe("judge faithfulness");
  await press(grid, "Home");
  await press(grid, "ArrowLeft");
  expect(place.querySelectorAll(".wf-grid-scroll [role=row]")).toHaveLength(1);
  expect(place.querySelector(".wf-grid-scroll [role=row]")?.getAttribute("aria-expanded")).toBe("false");
});

test("the edge of the tree moves by keys, and what hangs on it follows", async () => {
  const { place } = await shown(slowAnswer());
  const edge = saying("Width of the tree", place);
  expect(edge.getAttribute("aria-valuenow")).toBe("330");
  await press(edge, "ArrowRight");
  expect(edge.getAttribute("aria-valuenow")).toBe("346");
  expect(place.querySelector<HTMLElement>(".wf-chart")?.style.getPropertyValue("--wf-tree")).toBe("346px");
});

test("the critical path alone, from the button", async () => {
  const { place } = await shown(slowAnswer());
  await after(() => saying("Critical path", place).click());
  expect(saying("Critical path", place).getAttribute("aria-pressed")).toBe("true");
  expect(head(place)).toContain("13 of 20 spans shown");
});

test("a report shows a plain table with bars, and names as text", () => {
  const html = renderToStaticMarkup(view(oddTrace(), null));
  expect(html).toContain("<table");
  expect(html).not.toContain("<canvas");
  expect(html).not.toContain("<b>a name");
  expect(html).toContain("&lt;b&gt;a name with markup&lt;/b&gt;");
  expect(html.match(/<rect/g)?.length).toBeGreaterThan(20);
});

test("a long trace in a report stops at 500 rows and says so", () => {
  const html = renderToStaticMarkup(view(largeTrace(700), null));
  expect(html.match(/<tr>/g)).toHaveLength(501);
  expect(html).toContain("The first 500 of 700 spans.");
  expect(html).toContain("500 of 700 spans shown");
});

test("without a trace it says why, and what to do", () => {
  const none = { ...resultOf([]), trace: null, reason: "there is no trace in current" };
  const html = renderToStaticMarkup(<View name="w" spec={waterfall.parse("")} result={none} live={null} />);
  expect(html).toContain("Nothing to show: there is no trace in current. Import traces");
});
