/**
 * Keys whose values say which call this was and when, not what was asked for. Compared without case, "_", "-" and ".".
 * Names that may mean the thing asked for (`id`, `user_id`, `date`) are not among them.
 */
export const volatileKeys: readonly string[] = [
  ..."callid toolcallid tooluseid requestid messageid traceid spanid runid correlationid idempotencykey".split(" "),
  ..."nonce timestamp ts requestedat createdat updatedat generatedat servertime elapsed elapsedms duration".split(" "),
  ..."durationms latency latencyms tookms executiontime".split(" "),
];

export function plainKey(key: string): string {
  return key.toLowerCase().replace(/[_.-]/g, "");
}

/**
 * What a call was asked, in one spelling: JSON with its keys in order and without those that only tell calls apart, SQL
 * with its words in lower case and without comments, everything with single spaces. Two calls are equivalent when their
 * spellings are the same.
 */
export function normalCall(text: string, dropped: ReadonlySet<string>): string {
  const json = parsed(text);
  return json === undefined ? normalText(text) : JSON.stringify(normalValue(json, dropped));
}

/** The value that JSON text holds; undefined for what is no object or list. */
export function parsed(text: string): unknown {
  const first = /^\s*(.)/.exec(text)?.[1];
  if (first !== "{" && first !== "[") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Text in an object is looked into where it is JSON itself, as arguments often are. */
function normalValue(value: unknown, dropped: ReadonlySet<string>): unknown {
  if (typeof value === "string") {
    const inside = parsed(value);
    return inside === undefined ? normalText(value) : normalValue(inside, dropped);
  }
  if (Array.isArray(value)) return value.map((item) => normalValue(item, dropped));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !dropped.has(plainKey(key)));
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, normalValue(inner, dropped)]));
}

function normalText(text: string): string {
  return isSql(text) ? normalSql(text) : text.trim().replace(/\s+/g, " ");
}

export function isSql(text: string): boolean {
  return /^\s*(?:--[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*(?:with|select|insert|update|delete|merge|create|drop|alter|truncate|copy)\s/i.test(
    text,
  );
}

/** Whether a statement changes something. */
export function isWritingSql(text: string): boolean {
  return isSql(text) && !/^(?:select|with)\s/.test(normalSql(text));
}

// Quoted parts keep their case and their spaces; what stands between them does not.
const sqlParts = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|[^'"\-/]+|[\s\S]/g;

function normalSql(text: string): string {
  let normal = "";
  for (const [part] of text.matchAll(sqlParts)) {
    if (part.startsWith("--") || part.startsWith("/*")) normal += " ";
    else normal += part.startsWith("'") || part.startsWith('"') ? part : part.toLowerCase().replace(/\s+/g, " ");
  }
  return normal
    .replace(/ +/g, " ")
    .replace(/ ?([(),;=<>]) ?/g, "$1")
    .replace(/[; ]+$/, "")
    .trim();
}

/** 64 bits of a text (two FNV-like sums, mixed): alike for alike texts, on every machine. */
export function textKey(text: string): bigint {
  let [low, high] = [0x811c9dc5, 0x9747b28c];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b);
    high = (high << 13) | (high >>> 19);
  }
  return (BigInt(mixed(high ^ text.length)) << 32n) | BigInt(mixed(low ^ high));
}

function mixed(word: number): number {
  let bits = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
