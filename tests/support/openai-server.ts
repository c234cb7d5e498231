import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** What one request of a chat gets. */
export type Reply =
  | {
      readonly type: "answer";
      readonly content: string;
      readonly usage?: { input: number; output: number } | null;
      readonly finish?: string;
    }
  | { readonly type: "refusal"; readonly words: string }
  | {
      readonly type: "status";
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
    }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "drop" }
  | { readonly type: "half" }
  | { readonly type: "hang" };

export interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: ChatBody;
  /** Milliseconds since the server began. */
  readonly at: number;
  /** Whether a whole answer was sent. */
  answered: boolean;
}

export interface ChatBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly [key: string]: unknown;
}

/** A server on this computer that speaks OpenAI's protocol as far as a judge needs it, and fails as it is told. */
export class OpenAiServer {
  readonly asked: Asked[] = [];
  models = ["judge-small", "judge-large"];
  delayMs = 0;
  /** The most requests that were under way at once. */
  mostAtOnce = 0;
  #atOnce = 0;
  readonly #began = performance.now();

  private constructor(
    readonly server: Server,
    readonly reply: (body: ChatBody, nth: number) => Reply,
  ) {}

  /** @param reply says what the nth request, from 0, gets */
  static async start(
    reply: (body: ChatBody, nth: number) => Reply = (body) => goodAnswer(body),
  ): Promise<OpenAiServer> {
    const server = createServer((request, response) => void running.handle(request, response));
    const running = new OpenAiServer(server, reply);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return running;
  }

  get baseUrl(): string {
    const address = this.server.address();
    if (!address || typeof address === "string") throw new Error("the server is not up");
    return `http://127.0.0.1:${address.port}/v1`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === "/v1/models")
      return sendJson(response, 200, { object: "list", data: this.models.map((id) => ({ id, object: "model" })) });
    const body = JSON.parse((await readAll(request)) || "{}") as ChatBody;
    const asked: Asked = {
      path: request.url ?? "",
      headers: request.headers,
      body,
      at: performance.now() - this.#began,
      answered: false,
    };
    this.asked.push(asked);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
    const reply = this.reply(body, this.asked.length - 1);
    if (this.delayMs) await new Promise((done) => setTimeout(done, this.delayMs));
    this.#atOnce -= 1;
    response.on("finish", () => {
      asked.answered = reply.type === "answer" || reply.type === "refusal";
    });
    send(reply, body, response);
  }
}

function send(reply: Reply, { model }: ChatBody, response: ServerResponse): void {
  if (reply.type === "answer") sendJson(response, 200, completion(model, reply.content, reply));
  if (reply.type === "refusal") sendJson(response, 200, completion(model, null, { refusal: reply.words }));
  if (reply.type === "status") {
    const { status, body = { error: { message: `status ${status}` } }, headers } = reply;
    sendJson(response, status, body, headers);
  }
  if (reply.type === "text") {
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(reply.text);
  }
  if (reply.type === "drop") response.socket?.destroy();
  if (reply.type === "half") {
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "5000" });
    response.write('{"id": "half');
    setTimeout(() => response.socket?.destroy(), 20);
  }
}

interface Extras {
  readonly usage?: { input: number; output: number } | null;
  readonly finish?: string;
  readonly refusal?: string;
}

function completion(
  model: string,
  content: string | null,
  { usage = { input: 100, output: 50 }, finish = "stop", refusal }: Extras,
) {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: `${model}-2026-01-01`,
    system_fingerprint: "fp_1",
    choices: [{ index: 0, finish_reason: finish, message: { role: "assistant", content, refusal: refusal ?? null } }],
    ...(usage && {
      usage: { prompt_tokens: usage.input, completion_tokens: usage.output, total_tokens: usage.input + usage.output },
    }),
  };
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

/** A verdict in the form that the request's schema asks for: the score follows from the length of the text. */
export function goodAnswer(body: ChatBody): Reply {
  return { type: "answer", content: JSON.stringify(goodVerdict(body)) };
}

export function goodVerdict(body: ChatBody): Record<string, unknown> {
  const format = body.response_format as { json_schema: { schema: { properties: Record<string, DimensionSchema> } } };
  const { length } = body.messages.at(-1)?.content ?? "";
  return Object.fromEntries(
    Object.entries(format.json_schema.schema.properties).map(([name, { properties }]) => {
      const values = properties.score.enum;
      return [name, { reasoning: `It has ${length} characters.`, score: values[length % values.length] }];
    }),
  );
}

interface DimensionSchema {
  readonly properties: { readonly score: { readonly enum: readonly unknown[] } };
}
