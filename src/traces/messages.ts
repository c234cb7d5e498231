/** One message of a conversation with a model, whatever its source spelled it like. */
export interface Message {
  /** "system", "user", "assistant", "tool" … as the source says, in lower case. */
  readonly role: string;
  /** The speaker's or tool's name, when there is one. */
  readonly name: string | null;
  readonly parts: readonly MessagePart[];
}

export interface MessagePart {
  readonly type: "text" | "reasoning" | "tool call" | "tool result" | "other";
  /** The tool of a call or result, the type of something else; "" for text. */
  readonly label: string;
  readonly text: string;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The messages that a span's input or output consists of, or null when it is something else. Reads OpenAI's and
 * Anthropic's shapes, GenAI `parts`, OpenInference's wrapped messages, LangChain's serialised ones, and objects that
 * hold a list of these under `messages`, `choices` and the like.
 */
export function parseMessages(text: string): Message[] | null {
  if (!/^\s*[[{]/.test(text)) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const list = messageList(value);
  if (!list?.length) return null;
  const messages = list.map(toMessage);
  return messages.every((message) => message !== null) ? messages : null;
}

const holders = ["messages", "choices", "input", "output", "generations"];

function messageList(value: unknown, depth = 0): readonly unknown[] | null {
  if (Array.isArray(value)) {
    const [only] = value;
    return value.length === 1 && Array.isArray(only) ? only : value;
  }
  if (!isFields(value) || depth > 2) return null;
  if (toMessage(value)) return [value];
  for (const key of holders) {
    const inner = value[key];
    const list = typeof inner === "object" ? messageList(inner, depth + 1) : null;
    if (list?.length && list.every((item) => toMessage(item) !== null)) return list;
  }
  return null;
}

function toMessage(value: unknown): Message | null {
  if (!isFields(value)) return null;
  const fields = unwrapped(value);
  const role = roleOf(fields);
  if (role === null) return null;
  const parts = [
    ...reasoningParts(fields),
    ...contentParts(fields.parts ?? fields.contents ?? fields.content ?? fields.text),
    ...listOf(fields.tool_calls ?? fields.toolCalls).flatMap(toolCall),
  ];
  const result = role === "tool" || role === "function";
  return {
    role,
    name: textOrNull(fields.name),
    parts: result ? parts.map((part) => (part.type === "text" ? { ...part, type: "tool result" } : part)) : parts,
  };
}

/** Takes off what some sources wrap around a message, wrappings in wrappings too. */
function unwrapped(value: Fields, depth = 0): Fields {
  const inner = [value.message, value.kwargs, value.data].find(isFields);
  if (inner && depth < 3 && roleOf(value) === null) return unwrapped({ ...classRole(value), ...inner }, depth + 1);
  return value["message.role"] === undefined ? value : undotted(value);
}

/** `{"message.role": …}` as `{"role": …}`. */
function undotted(value: Fields): Fields {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.replace(/^message\./, ""), item]));
}

/** LangChain names a serialised message by its class: `id: [… "HumanMessage"]`. */
function classRole({ id }: Fields): Fields {
  const name = Array.isArray(id) ? /^(\w+?)Message(Chunk)?$/.exec(String(id.at(-1)))?.[1] : undefined;
  return name ? { type: name.toLowerCase() } : {};
}

const roles: Readonly<Record<string, string>> = { human: "user", ai: "assistant", model: "assistant" };

function roleOf({ role, type, content, kwargs, id }: Fields): string | null {
  if (isFields(kwargs) && Array.isArray(id)) return null;
  if (typeof role === "string" && role !== "") return roles[role.toLowerCase()] ?? role.toLowerCase();
  if (typeof type !== "string" || content === undefined) return null;
  const known = type.toLowerCase();
  return roles[known] ?? (["system", "tool", "function", "user", "assistant"].includes(known) ? known : null);
}

function reasoningParts(fields: Fields): MessagePart[] {
  const text = textOrNull(fields.reasoning_content ?? fields.reasoning);
  return text ? [{ type: "reasoning", label: "", text }] : [];
}

function contentParts(content: unknown): MessagePart[] {
  if (content === undefined || content === null || content === "") return [];
  if (typeof content === "string") return [{ type: "text", label: "", text: content }];
  return listOf(content).map(contentPart);
}

function contentPart(value: unknown): MessagePart {
  if (!isFields(value)) return { type: "text", label: "", text: textOf(value) };
  const fields = isFields(value.message_content) ? value.message_content : value;
  const type = String(fields.type ?? "text").replaceAll("-", "_");
  if (type === "tool_call" || type === "tool_use" || type === "function_call")
    return toolCall(fields)[0] as MessagePart;
  if (type === "tool_call_response" || type === "tool_result" || type === "function_call_output")
    return toolResult(fields);
  const text = textOrNull(fields.text ?? fields.content ?? fields.thinking);
  if (/reasoning|thinking/.test(type)) return { type: "reasoning", label: "", text: text ?? textOf(fields) };
  if (text !== null && /text/.test(type)) return { type: "text", label: "", text };
  return { type: "other", label: type, text: text ?? textOf(fields) };
}

function toolCall(value: unknown): MessagePart[] {
  if (!isFields(value)) return [];
  const call = isFields(value.tool_call) ? value.tool_call : value;
  const called = isFields(call.function) ? call.function : call;
  const dotted = { name: call["function.name"], arguments: call["function.arguments"] };
  const name = called.name ?? called.toolName ?? dotted.name ?? (called === call ? call.function : null);
  const given = called.arguments ?? called.args ?? called.input ?? dotted.arguments;
  return [{ type: "tool call", label: textOrNull(name) ?? "", text: textOf(given) }];
}

function toolResult(fields: Fields): MessagePart {
  const result = fields.result ?? fields.response ?? fields.output ?? fields.content;
  return { type: "tool result", label: textOrNull(fields.name ?? fields.toolName) ?? "", text: textOf(result) };
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
