import { headingId } from "./addresses.ts";

/** A node of the laid-out document, as far as it matters here. */
interface DocumentNode {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: DocumentNode[];
}

/** Gives each heading an id that links and outlines can point to; repeated ones are numbered. */
export function headingIds(): (tree: DocumentNode) => void {
  return (tree) => {
    const seen = new Map<string, number>();
    for (const heading of headings(tree)) {
      const id = headingId(textContent(heading));
      const before = seen.get(id) ?? 0;
      seen.set(id, before + 1);
      heading.properties = { id: before ? `${id}-${before}` : id, ...heading.properties };
    }
  };
}

function headings(node: DocumentNode): DocumentNode[] {
  if (/^h[1-6]$/.test(node.tagName ?? "")) return [node];
  return (node.children ?? []).flatMap(headings);
}

function textContent(node: DocumentNode): string {
  return node.value ?? (node.children ?? []).map(textContent).join("");
}
