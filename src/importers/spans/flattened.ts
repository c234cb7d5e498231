/** One value of a list that was flattened into keys, with its way into the list: `["0", "message", "role"]`. */
export interface FlattenedValue {
  readonly path: readonly string[];
  readonly text: string;
}

interface Node {
  /** Undefined where the value is only a container. */
  text: string | undefined;
  readonly children: Map<string, Node>;
}

/** Names that stand around each element and say nothing: `message.role` means `role`. */
const wrappers = new Set([
  "message",
  "message_content",
  "tool_call",
  "prompt",
  "completion",
  "document",
  "embedding",
  "annotation",
  "evaluation",
]);

/**
 * The elements of a flattened list, in order of their index, put together again: objects for names, lists for numbers,
 * text at the ends.
 */
export function assemble(values: readonly FlattenedValue[]): unknown[] {
  const root: Node = { text: undefined, children: new Map() };
  for (const { path, text } of values) place(root, path, text);
  return inOrder(root).map(([, child]) => plain(child));
}

function place(root: Node, path: readonly string[], text: string): void {
  let node = root;
  for (const step of path) {
    const child = node.children.get(step) ?? { text: undefined, children: new Map() };
    node.children.set(step, child);
    node = child;
  }
  node.text = text;
}

function plain(node: Node): unknown {
  if (node.children.size === 0) return node.text ?? null;
  const [only] = node.children.keys();
  if (node.children.size === 1 && only !== undefined && wrappers.has(only)) {
    const inner = node.children.get(only);
    if (inner && inner.children.size > 0) return plain(inner);
  }
  const keys = [...node.children.keys()];
  if (keys.every(isIndex)) return inOrder(node).map(([, child]) => plain(child));
  const object: Record<string, unknown> = Object.create(null);
  if (node.text !== undefined) object.value = node.text;
  for (const [key, child] of node.children) object[key] = plain(child);
  return object;
}

function inOrder(node: Node): [string, Node][] {
  return [...node.children].sort(([a], [b]) => Number(a) - Number(b));
}

function isIndex(key: string): boolean {
  return /^\d+$/.test(key);
}
