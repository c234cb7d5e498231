import type { OpenAI } from "openai";
import type { ModelAnswer, ModelFailure, ModelReply, ModelRequest } from "../src/host.ts";
import { bodyOf, leftOut, type Refused as RefusedParts, refusedMore } from "./accepted.ts";
import type { EndpointList } from "./endpoints.ts";

const mostBytes = 8 * 2 ** 20;

/** The one place that opens connections outwards: to the endpoints that the user has set, and to no other address. */
export class Gate {
  readonly #asking = new Map<string, AbortController>();
  /** By endpoint and model, what the endpoint has refused so far. */
  readonly #refused = new Map<string, RefusedParts>();

  constructor(readonly endpoints: Pick<EndpointList, "find">) {}

  async ask(request: ModelRequest, id: string): Promise<ModelReply> {
    const controller = new AbortController();
    this.#asking.set(id, controller);
    try {
      const { baseUrl, key } = await this.endpoints.find(request.endpoint);
      const client = await openClient(baseUrl, key, request.timeoutMs);
      return await this.#send(client, request, baseUrl, controller.signal).catch(async (error: unknown) => ({
        failure: without(key, await failureOf(error, controller.signal)),
      }));
    } finally {
      this.#asking.delete(id);
    }
  }

  /** Sends the call; what the endpoint says that it does not take is left out, and said with the answer. */
  async #send(client: OpenAI, request: ModelRequest, baseUrl: URL, signal: AbortSignal): Promise<ModelReply> {
    const place = JSON.stringify([baseUrl.href, request.model]);
    for (;;) {
      const refused = this.#refused.get(place) ?? {};
      const body = bodyOf(request, baseUrl, refused);
      try {
        const completion = await client.chat.completions.create(body, { signal });
        return { answer: { ...answerOf(completion), left: leftOut(request, refused) } };
      } catch (error) {
        const more = await refusalIn(error, body, refused);
        if (!more) throw error;
        this.#refused.set(place, more);
      }
    }
  }

  cancel(id: string): void {
    this.#asking.get(id)?.abort();
  }

  /** @throws in plain words, never with the key in them */
  async models(name: string): Promise<readonly string[]> {
    const { baseUrl, key } = await this.endpoints.find(name);
    const client = await openClient(baseUrl, key, 20_000);
    try {
      const page = await client.models.list();
      return page.data.map(({ id }) => id).sort();
    } catch (error) {
      throw new Error(`${name}: ${without(key, await failureOf(error, new AbortController().signal)).message}`);
    }
  }
}

/** The SDK with nothing left to the environment: no other address, key, header or log than these. */
async function openClient(baseUrl: URL, key: string | null, timeout: number): Promise<OpenAI> {
  const { OpenAI } = await import("openai");
  return new OpenAI({
    baseURL: baseUrl.href.replace(/\/+$/, ""),
    apiKey: key ?? "none",
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout,
    logLevel: "off",
    fetch: guardedFetch(baseUrl, key !== null),
  });
}

class Refused extends Error {}

/**
 * Calls the endpoint's own origin alone, follows no redirect, sends no header but those that are needed, and reads no
 * more than it should.
 */
function guardedFetch({ origin }: URL, hasKey: boolean): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== origin) throw new Refused(`${url.origin}: is not the endpoint's address`);
    const response = await fetch(url, { ...init, headers: neededHeaders(init?.headers, hasKey), redirect: "manual" });
    if (response.status >= 300 && response.status < 400)
      throw new Refused("the endpoint sends the call on to another address, which is refused");
    return new Response(await limited(response), { status: response.status, headers: response.headers });
  };
}

function neededHeaders(given: HeadersInit | undefined, hasKey: boolean): Headers {
  const all = new Headers(given);
  const needed = new Headers({ "User-Agent": "Casebook" });
  for (const name of ["accept", "content-type", ...(hasKey ? ["authorization"] : [])]) {
    const value = all.get(name);
    if (value !== null) needed.set(name, value);
  }
  return needed;
}

async function limited(response: Response): Promise<Uint8Array<ArrayBuffer> | null> {
  if (response.status === 204 || !response.body) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > mostBytes) throw new Refused(`the endpoint's answer is larger than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

async function refusalIn(
  error: unknown,
  body: OpenAI.ChatCompletionCreateParamsNonStreaming,
  known: RefusedParts,
): Promise<RefusedParts | null> {
  const { APIError } = await import("openai");
  if (!(error instanceof APIError) || (error.status !== 400 && error.status !== 422)) return null;
  return refusedMore(`${error.message} ${error.param ?? ""}`, body, known);
}

function answerOf(completion: OpenAI.ChatCompletion): Omit<ModelAnswer, "left"> {
  const choice = completion?.choices?.[0];
  if (!choice?.message) throw new SyntaxError("no choice in it");
  const { usage } = completion;
  return {
    text: typeof choice.message.content === "string" ? choice.message.content : "",
    refusal: choice.message.refusal || null,
    finish: choice.finish_reason ?? null,
    usage: usage
      ? {
          input: usage.prompt_tokens ?? 0,
          output: usage.completion_tokens ?? 0,
          cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
        }
      : null,
    model: completion.model ?? null,
    fingerprint: completion.system_fingerprint ?? null,
  };
}

async function failureOf(error: unknown, signal: AbortSignal): Promise<ModelFailure> {
  const sdk = await import("openai");
  const failure = (problem: ModelFailure["problem"], message: string, mayBeCharged = false): ModelFailure => ({
    problem,
    message,
    mayBeCharged,
    status: error instanceof sdk.APIError ? (error.status ?? null) : null,
    retryAfterMs: error instanceof sdk.APIError ? retryAfter(error.headers) : null,
  });
  if (signal.aborted) return failure("cancelled", "the call was stopped", true);
  if (error instanceof sdk.APIConnectionTimeoutError)
    return failure("timeout", "the endpoint did not answer in time", true);
  if (error instanceof sdk.APIConnectionError) {
    const refused = error.cause instanceof Refused ? error.cause : null;
    if (refused) return failure("redirect", refused.message, true);
    const code = connectionCode(error.cause);
    return failure("network", connectionWords(code, error.cause), !neverSent.includes(code));
  }
  if (!(error instanceof sdk.APIError) || error.status === undefined) {
    const words = error instanceof Error ? error.message : String(error);
    return failure("server", `the endpoint's answer cannot be read: ${words}`, true);
  }
  return failure(problemOf(error.status, error.code), error.message.slice(0, 1000));
}

function problemOf(status: number, code: string | null | undefined): ModelFailure["problem"] {
  if (status === 401 || status === 403) return "key";
  if (status === 429) return code === "insufficient_quota" ? "quota" : "limit";
  if (status === 408 || status === 409 || status >= 500) return "server";
  return "request";
}

/** Seconds, milliseconds or a date, as servers write them. */
function retryAfter(headers: Headers | undefined): number | null {
  const ms = Number(headers?.get("retry-after-ms") || Number.NaN);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const text = headers?.get("retry-after");
  if (!text) return null;
  const seconds = Number(text);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : null;
}

/** What says that no byte of a call has reached an endpoint. */
const neverSent = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"];

function connectionCode(error: unknown): string {
  const codes = causesOf(error).map((cause) => ("code" in cause ? cause.code : null));
  return codes.find((code) => typeof code === "string") ?? "";
}

function causesOf(error: unknown): readonly Error[] {
  const causes: Error[] = [];
  for (let cause = error; cause instanceof Error && causes.length < 5; cause = cause.cause) causes.push(cause);
  return causes;
}

function connectionWords(code: string, error: unknown): string {
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: "nothing listens at the endpoint's address: is its server running?",
    ENOTFOUND: "the endpoint's address is not known: is there a network?",
    EAI_AGAIN: "the endpoint's address cannot be looked up: is there a network?",
    ECONNRESET: "the endpoint dropped the connection",
    UND_ERR_SOCKET: "the endpoint dropped the connection",
  };
  return words[code] ?? `the connection failed: ${causesOf(error).at(-1)?.message ?? "unknown reason"}`;
}

/** Some servers repeat a key in their refusal. */
function without(key: string | null, failure: ModelFailure): ModelFailure {
  return key ? { ...failure, message: failure.message.replaceAll(key, "•••") } : failure;
}
