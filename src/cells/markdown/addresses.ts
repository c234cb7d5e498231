/** Keeps ids of prose apart from those of the page. */
const prefix = "text-";

/** "What users saw" as an id: "text-what-users-saw". */
export function headingId(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s+/g, "-");
  return prefix + (slug || "section");
}

/** Where a link may lead: a web page, a mail address, a place in the text. Null for anything else. */
export function linkTarget(href: string): string | null {
  if (href.startsWith("#")) return place(href.slice(1));
  if (!/^(https?:\/\/|mailto:)/i.test(href)) return null;
  return URL.canParse(href) ? new URL(href).href : null;
}

// Footnotes have ids of their own; every other place is a heading.
function place(id: string): string {
  return id.startsWith("user-content-") ? `#${id}` : `#${headingId(decoded(id).replaceAll("-", " "))}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where a picture would have come from, in a word. */
export function pictureHost(src: string): string {
  if (/^\s*data:/i.test(src)) return "inside the text";
  const url = src.startsWith("//") ? `https:${src}` : src;
  if (URL.canParse(url)) return new URL(url).host || new URL(url).protocol;
  return src.slice(0, 100) || "no address";
}
