import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, stat } from "node:fs/promises";
import { dirname, extname, join, resolve, sep } from "node:path";
import { Readable } from "node:stream";
import type { Host } from "../src/host.ts";
import { writeAtomically } from "./atomic.ts";
import { callHost, isHostMethod } from "./call.ts";
import { fileError } from "./file-error.ts";
import { sha256OfFile } from "./file-hash.ts";
import { securityHeaders } from "./headers.ts";
import type { ServerOptions } from "./server.ts";

/** What both transports serve: the built page, the bytes of local files, and (over HTTP) the host's methods. */
export interface Site {
  /** The folder of the built page. */
  readonly page: string;
  readonly host: Host;
}

const callLimit = 64 * 2 ** 20;

/**
 * Answers a request that is known to come from our own page.
 * @param path of the request below the site's root, still percent-encoded, without a slash at its start
 */
export async function respond(site: Site, request: Request, path: string): Promise<Response> {
  if (path === "file") return respondFile(request);
  if (path.startsWith("api/")) return respondCall(site.host, request, path.slice("api/".length));
  if (path.startsWith("assets/")) return respondAsset(site.page, request, path.slice("assets/".length));
  return respondDocument(site.page, request, path || "index.html");
}

/** What a server answers for a site. */
export function answersOf(site: Site): Pick<ServerOptions, "page" | "respond"> {
  return { page: site.page, respond: (request, path) => respond(site, request, path) };
}

/** A file of the program itself. The build puts a hash of its content into the name, so it may be kept for ever. */
export function respondAsset(page: string, request: Request, name: string): Promise<Response> {
  return respondPage(join(page, "assets"), request, name, "private, max-age=31536000, immutable");
}

/** A file of the built page whose name says nothing of its content. */
export function respondDocument(page: string, request: Request, name: string): Promise<Response> {
  return respondPage(page, request, name, "no-cache");
}

export function answer(status: number, body: BodyInit | null, headers: Record<string, string> = {}): Response {
  return new Response(body, { status, headers: { ...securityHeaders, "Cache-Control": "no-store", ...headers } });
}

export function notFound(): Response {
  return answer(404, null);
}

/** A refusal that the page may show: plain words. */
function problem(status: number, words: string, headers: Record<string, string> = {}): Response {
  return answer(status, words, { ...headers, "Content-Type": "text/plain; charset=utf-8" });
}

async function respondCall(host: Host, request: Request, method: string): Promise<Response> {
  if (!isHostMethod(method)) return notFound();
  if (request.method !== "POST") return problem(405, "use POST", { Allow: "POST" });
  if (!request.headers.get("content-type")?.startsWith("application/json")) return problem(415, "send JSON");
  const body = await readLimited(request.body, callLimit);
  if (body === null) return problem(413, `the request is larger than ${callLimit} bytes`);
  const result = await callHost(host, method, parseJson(body));
  return answer(200, JSON.stringify(result), { "Content-Type": "application/json" });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readLimited(body: AsyncIterable<Uint8Array> | null, limit: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function respondFile(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const path = searchParams.get("path");
  if (!path || path.includes("\0")) return problem(400, "say which file: ?path=…");
  const full = resolve(path);
  switch (request.method) {
    case "GET":
      if (searchParams.get("as") === "sha256") return sendHash(full);
      return sendFile(request, full, { "Content-Type": "application/octet-stream" });
    case "HEAD":
      return sendFile(request, full, { "Content-Type": "application/octet-stream" });
    case "PUT":
      return receiveFile(request, full);
    default:
      return problem(405, "use GET, HEAD or PUT", { Allow: "GET, HEAD, PUT" });
  }
}

async function receiveFile(request: Request, path: string): Promise<Response> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeAtomically(path, request.body ?? "");
    return answer(204, null);
  } catch (error) {
    return problem(500, error instanceof Error ? error.message : String(error));
  }
}

async function sendHash(path: string): Promise<Response> {
  try {
    if (!(await stat(path)).isFile()) return problem(400, `${path}: could not be read: it is not a plain file`);
    return answer(200, await sha256OfFile(path), { "Content-Type": "text/plain; charset=utf-8" });
  } catch (error) {
    return problem(404, fileError(error, path, "could not be read").message);
  }
}

/** A file or the asked part of it. Opening a pipe would wait for ever, so only plain files are opened. */
async function sendFile(request: Request, path: string, headers: Record<string, string>): Promise<Response> {
  let file: FileHandle;
  try {
    if (!(await stat(path)).isFile()) return problem(400, `${path}: could not be read: it is not a plain file`);
    file = await open(path, "r");
  } catch (error) {
    return problem(404, fileError(error, path, "could not be read").message);
  }
  try {
    const { size } = await file.stat();
    const range = parseRange(request.headers.get("range"), size);
    if (range === "unsatisfiable") {
      await file.close();
      return problem(416, `${path}: has ${size} bytes`, { "Content-Range": `bytes */${size}` });
    }
    const { start, end } = range ?? { start: 0, end: size };
    const all = { ...headers, "Accept-Ranges": "bytes", "Content-Length": String(end - start) };
    const sent = range ? { ...all, "Content-Range": `bytes ${start}-${end - 1}/${size}` } : all;
    return answer(range ? 206 : 200, await body(file, start, end, request.method === "HEAD"), sent);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function body(file: FileHandle, start: number, end: number, headOnly: boolean): Promise<BodyInit | null> {
  if (headOnly || start === end) {
    await file.close();
    return headOnly ? null : "";
  }
  const stream = createReadStream("", { fd: file, start, end: end - 1, highWaterMark: 2 ** 20 });
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
}

export interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * The part that a Range header asks for; null for the whole (no header, several ranges, or one that cannot be
 * understood, which HTTP says to ignore).
 */
export function parseRange(header: string | null, size: number): Range | "unsatisfiable" | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (!match) return null;
  const [, from = "", to = ""] = match;
  if (from === "" && to === "") return null;
  if (from === "") return suffix(Number(to), size);
  const start = Number(from);
  const last = to === "" ? size - 1 : Number(to);
  if (to !== "" && last < start) return null;
  return start >= size ? "unsatisfiable" : { start, end: Math.min(last + 1, size) };
}

function suffix(length: number, size: number): Range | "unsatisfiable" {
  return length === 0 || size === 0 ? "unsatisfiable" : { start: Math.max(0, size - length), end: size };
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".ttf": "font/ttf",
  ".woff2": "font/woff2",
};

async function respondPage(folder: string, request: Request, encoded: string, cache: string): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") return problem(405, "use GET", { Allow: "GET, HEAD" });
  const path = pagePath(folder, encoded);
  const found = path === null ? null : await stat(path).catch(() => null);
  if (path === null || !found?.isFile()) return notFound();
  const type = types[extname(path)] ?? "application/octet-stream";
  return sendFile(request, path, { "Content-Type": type, "Cache-Control": cache });
}

/** The file that a request's path means, or null when it would leave the folder. */
export function pagePath(folder: string, encoded: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(encoded);
  } catch {
    return null;
  }
  if (/[\0\\:]/.test(path)) return null;
  const full = resolve(join(folder, path));
  return full.startsWith(resolve(folder) + sep) ? full : null;
}
