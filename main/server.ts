import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { answer, notFound, respondAsset } from "./respond.ts";

export interface WebServer {
  /** Where the page is, token included. */
  readonly url: string;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** The folder of the built page. */
  readonly page: string;
  /** Answers who knows the token. The path is what follows it, still percent-encoded, without a slash at its start. */
  respond(request: Request, path: string): Promise<Response>;
  /** 0 for any free port; null for the usual one or, when that is taken, any free one. */
  readonly port: number | null;
}

/** The same at every start: what a browser has kept compiled, it finds by its address. */
const usualPort = 22_732;

/**
 * Serves a page and what it may ask for on 127.0.0.1 to whoever knows the random token in the address. The program's own files,
 * which are no secret, stand outside it, to keep their address; other sites get none of them.
 */
export async function startServer({ port, ...options }: ServerOptions): Promise<WebServer> {
  const token = randomBytes(24).toString("base64url");
  const server = createServer((request, response) => {
    handle(options, token, request)
      .catch(() => answer(500, null))
      .then((answered) => send(answered, response))
      .catch(() => response.destroy());
  });
  // Exports of many gigabytes may take their time; only our own page can send.
  server.requestTimeout = 0;
  await (port === null ? listen(server, usualPort).catch(() => listen(server, 0)) : listen(server, port));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("web host: no address");
  return {
    url: `http://127.0.0.1:${address.port}/${token}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reason = error.code === "EADDRINUSE" ? "another program is using it" : error.message;
      fail(new Error(`port ${port}: cannot be listened on: ${reason}`, { cause: error }));
    });
    server.listen(port, "127.0.0.1", done);
  });
}

async function handle(
  { page, respond }: Omit<ServerOptions, "port">,
  token: string,
  request: IncomingMessage,
): Promise<Response> {
  const host = request.headers.host ?? "";
  if (!isOwnHost(host, request.socket.localPort)) return answer(403, null);
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`) return answer(403, null);
  const [given, path] = splitToken(request.url ?? "/");
  if (!isPermittedSite(request, path)) return answer(403, null);
  if (given === "assets") return respondAsset(page, toRequest(request, host), path ?? "");
  if (!sameSecret(given, token)) return notFound();
  if (path === null) return answer(308, null, { Location: `/${token}/` });
  return respond(toRequest(request, host), path);
}

function isOwnHost(host: string, port: number | undefined): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/**
 * Other sites may not ask for anything, other ports of this machine included. One exception: a link to the page itself
 * may be followed from anywhere by someone who knows the token, as the file that opens the browser does.
 */
function isPermittedSite({ method, headers }: IncomingMessage, path: string | null): boolean {
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin" || site === "none") return true;
  const followed = headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
  return method === "GET" && followed && !path;
}

/** "/token/a/b?c" as ["token", "a/b"]; the rest is null when there is no slash after the token. */
function splitToken(url: string): [string, string | null] {
  const path = url.split(/[?#]/, 1)[0]?.slice(1) ?? "";
  const slash = path.indexOf("/");
  return slash < 0 ? [path, null] : [path.slice(0, slash), path.slice(slash + 1)];
}

function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function toRequest(request: IncomingMessage, host: string): Request {
  const method = request.method ?? "GET";
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === "string") headers.set(name, value);
  }
  const hasBody = method !== "GET" && method !== "HEAD";
  const body = hasBody ? (Readable.toWeb(request) as ReadableStream<Uint8Array>) : null;
  return new Request(`http://${host}${request.url}`, { method, headers, body, duplex: "half" } as RequestInit);
}

async function send(answered: Response, response: ServerResponse): Promise<void> {
  // What is left of a refused upload is not worth reading.
  if (answered.status >= 400) response.setHeader("Connection", "close");
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  if (!answered.body) response.end();
  else await pipeline(Readable.fromWeb(answered.body as Parameters<typeof Readable.fromWeb>[0]), response);
}
