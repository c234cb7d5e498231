import { sha256 } from "hash-wasm";

/** The scripts of a report whose figures move. The report's policy lets these run, by their hashes, and nothing else. */
export interface ReportScripts {
  readonly texts: readonly string[];
  /** As a content policy names them. */
  readonly policy: string;
}

// Runs on the reader's page: a figure that Plotly could draw takes the place of its still drawing, on screen; on paper,
// and where anything fails, the still one stays.
const starter = `(() => {
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const painted = (value) => {
    if (typeof value === "string") {
      const named = /^var\\((--[\\w-]+)\\)$/.exec(value);
      return named ? token(named[1]) : value;
    }
    if (Array.isArray(value)) return value.map(painted);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, painted(inner)]));
  };
  const movable = (layout) => {
    for (const key of Object.keys(layout)) if (/^[xy]axis\\d*$/.test(key)) layout[key].fixedrange = false;
    return { ...layout, dragmode: "zoom", font: { ...layout.font, family: token("--font-ui") } };
  };
  const options = { displaylogo: false, responsive: true, showTips: false };
  const draw = () => {
    for (const block of document.querySelectorAll("script.figure-data")) {
      const place = block.nextElementSibling;
      const { data, layout } = JSON.parse(block.textContent);
      place.hidden = false;
      Plotly.react(place, painted(data), movable(painted(layout)), options).then(
        () => place.parentElement.classList.add("is-moving"),
        () => { place.hidden = true; },
      );
    }
  };
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();`;

/** Plotly's own file, made ready to stand inside a report. */
export async function reportScripts(plotly: string): Promise<ReportScripts> {
  const texts = [plotly, starter].map((text) => text.replaceAll("</script", "<\\/script"));
  const hashes = await Promise.all(texts.map(async (text) => `'sha256-${base64(await sha256(text))}'`));
  return { texts, policy: `script-src ${hashes.join(" ")}` };
}

function base64(hex: string): string {
  const bytes = hex.match(/../g)?.map((pair) => String.fromCharCode(Number.parseInt(pair, 16))) ?? [];
  return btoa(bytes.join(""));
}
