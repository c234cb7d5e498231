import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFiles } from "../../main/files.ts";
import { contentSecurityPolicy } from "../../main/headers.ts";
import { answersOf, pagePath, parseRange } from "../../main/respond.ts";
import { startServer, type WebServer } from "../../main/server.ts";
import { frameScriptHash } from "../../src/notebook/script/frame.ts";
import { testFolder } from "../support/folder.ts";

const top = testFolder();
const folder = mkdtempSync(join(top, "data-"));
const page = join(top, "page");
let server: WebServer;

beforeAll(async () => {
  mkdirSync(join(page, "assets"), { recursive: true });
  writeFileSync(join(page, "index.html"), "<title>the page</title>");
  writeFileSync(join(page, "assets", "a.js"), "export {}");
  writeFileSync(join(page, "assets", "a.wasm"), "");
  writeFileSync(join(page, "notes.txt"), "not a kind of file that a page has");
  writeFileSync(join(top, "secret.js"), "beside the page");
  const start = { paths: ["/x"], folder, samples: folder, version: "1.2.3" };
  const host = createFiles({ start, config: join(top, "config") });
  server = await startServer({ ...answersOf({ page, host }), port: 0 });
});

afterAll(() => server.close());

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** A raw request: the path goes out exactly as written, which fetch would tidy. */
function ask(path: string, { method = "GET", headers = {}, body }: Asked = {}): Promise<Answered> {
  const { port } = new URL(server.url);
  return new Promise((done, fail) => {
    const sent = httpRequest({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () =>
        done({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on("error", fail);
    sent.end(body);
  });
}

const own = () => new URL(server.url).pathname;
const inside = (path: string, asked?: Asked) => ask(own() + path, asked);
const json = { "Content-Type": "application/json" };
const call = (method: string, ...args: readonly unknown[]) =>
  inside(`api/${method}`, { method: "POST", headers: json, body: JSON.stringify(args) });

describe("who may ask", () => {
  it("serves the page to whoever has the token", async () => {
    const answered = await inside("");
    expect(answered.status).toBe(200);
    expect(answered.body).toContain("the page");
    expect(answered.headers["content-type"]).toContain("text/html");
  });

  it("has at least 128 bits of token, another at each start", async () => {
    expect(Buffer.from(own().slice(1, -1), "base64url").length).toBeGreaterThanOrEqual(16);
    const start = { paths: [], folder, samples: folder, version: "1" };
    const other = await startServer({ ...answersOf({ page, host: createFiles({ start, config: top }) }), port: 0 });
    expect(new URL(other.url).pathname).not.toBe(own());
    await other.close();
  });

  it.each(["/", "/index.html", "/x/", "/api/start", "/file?path=/etc/passwd", "//", "/%00/", `/${"A".repeat(32)}/`])(
    "answers 404 and nothing else without the token: %s",
    async (path) => {
      const answered = await ask(path);
      expect([answered.status, answered.body]).toEqual([404, ""]);
    },
  );

  it("gives its own program, which is no secret and keeps its address, to its own page without the token", async () => {
    const answered = await ask("/assets/a.js", { headers: { "Sec-Fetch-Site": "same-origin" } });
    expect([answered.status, answered.body]).toEqual([200, "export {}"]);
    expect(answered.headers["cache-control"]).toContain("immutable");
    for (const site of ["cross-site", "same-site"])
      expect((await ask("/assets/a.js", { headers: { "Sec-Fetch-Site": site } })).status).toBe(403);
    expect((await ask("/assets/a.js", { headers: { Host: "evil.example" } })).status).toBe(403);
    for (const path of ["", "/", "/../index.html", "/..%2findex.html", "/..%2f..%2fsecret.js", "/api/start", "/no.js"])
      expect((await ask(`/assets${path}`)).status, path).toBe(404);
    expect((await ask("/assets/a.js", { method: "PUT", body: "x" })).status).toBe(405);
  });

  it("takes another port when the usual one is taken, and never another than was asked for", async () => {
    const start = { paths: [], folder, samples: folder, version: "1" };
    const site = answersOf({ page, host: createFiles({ start, config: top }) });
    const servers = [await startServer({ ...site, port: null }), await startServer({ ...site, port: null })];
    const ports = servers.map(({ url }) => Number(new URL(url).port));
    expect(new Set(ports).size).toBe(2);
    await expect(startServer({ ...site, port: ports[0] ?? 0 })).rejects.toThrow("another program is using it");
    for (const one of servers) await one.close();
  });

  it("answers 404 to a token that is almost right", async () => {
    const almost = own().replace(/.\/$/, (end) => (end[0] === "A" ? "B/" : "A/"));
    expect((await ask(almost)).status).toBe(404);
    expect((await ask(own().slice(0, -2))).status).toBe(404);
    expect((await ask(own().toUpperCase())).status).toBe(404);
  });

  it("refuses a Host header that is not this machine's, as after DNS rebinding, even with the token", async () => {
    const { port } = new URL(server.url);
    const hosts = [
      `evil.example:${port}`,
      "evil.example",
      "127.0.0.1",
      `127.0.0.1:${Number(port) + 1}`,
      `0.0.0.0:${port}`,
    ];
    for (const Host of hosts) expect((await inside("", { headers: { Host } })).status, Host).toBe(403);
    expect((await inside("", { headers: { Host: `localhost:${port}` } })).status).toBe(200);
  });

  it("refuses a foreign Origin and accepts its own", async () => {
    const { origin } = new URL(server.url);
    const post = (Origin: string) => inside("api/start", { method: "POST", headers: { ...json, Origin }, body: "[]" });
    for (const foreign of [
      "https://evil.example",
      "null",
      "http://127.0.0.1:1",
      origin.replace("127.0.0.1", "localhost"),
    ])
      expect((await post(foreign)).status, foreign).toBe(403);
    expect((await post(origin)).status).toBe(200);
  });

  it.each(["cross-site", "same-site"])("refuses requests that a browser marks as %s", async (site) => {
    const headers = { "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script" };
    expect((await inside("assets/a.js", { headers })).status).toBe(403);
    expect((await inside("", { headers })).status).toBe(403);
    expect((await inside("file?path=x", { headers: { ...headers, "Sec-Fetch-Mode": "navigate" } })).status).toBe(403);
  });

  it("lets a person follow a link to the page from elsewhere, but not into a frame", async () => {
    const headers = { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate" };
    expect((await inside("", { headers: { ...headers, "Sec-Fetch-Dest": "document" } })).status).toBe(200);
    expect((await inside("", { headers: { ...headers, "Sec-Fetch-Dest": "iframe" } })).status).toBe(403);
  });

  it("listens on no other address of this machine", async () => {
    const { port } = new URL(server.url);
    const others = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter((net) => !net.internal);
    for (const { address } of others) {
      const asked = new Promise((done) => {
        const sent = httpRequest({ host: address, port, timeout: 2000 }, () => done("answered"));
        sent.on("error", () => done("refused"));
        sent.on("timeout", () => sent.destroy(new Error("timeout")));
        sent.end();
      });
      expect(await asked, address).toBe("refused");
    }
  });
});

describe("every answer", () => {
  it.each(["", "assets/a.js", "nothing.js", "api/no", "file?path=/nothing"])("carries the policy: %s", async (path) => {
    const { headers } = await inside(path);
    expect(headers["content-security-policy"]).toBe(contentSecurityPolicy);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("connects to no origin but its own and takes no script from elsewhere", () => {
    expect(contentSecurityPolicy).toContain("default-src 'none'");
    expect(contentSecurityPolicy).toContain("connect-src 'self';");
    expect(contentSecurityPolicy).toContain(`script-src 'self' 'wasm-unsafe-eval' '${frameScriptHash}';`);
    expect(contentSecurityPolicy).not.toMatch(/https?:|\*|'unsafe-eval'/);
  });
});

describe("the page's files", () => {
  it("serves them with their types", async () => {
    expect((await inside("assets/a.js")).headers["content-type"]).toContain("text/javascript");
    expect((await inside("assets/a.wasm")).headers["content-type"]).toBe("application/wasm");
    expect((await inside("notes.txt")).headers["content-type"]).toBe("application/octet-stream");
  });

  it.each([
    "../secret.js",
    "assets/../../secret.js",
    "%2e%2e/secret.js",
    "..%2fsecret.js",
    "assets/..%5c..%5csecret.js",
    "assets/%2e%2e%2f%2e%2e%2fsecret.js",
    "%00index.html",
    "%",
    "assets",
    "assets/",
  ])("serves nothing for %s", async (path) => {
    expect((await inside(path)).status).toBe(404);
  });

  it("stays in the folder whatever the path", () => {
    expect(pagePath("/p", "a/b.js")).toMatch(/b\.js$/);
    for (const path of ["..", "../p2/x.js", "a/../../x.js", "%2e%2e", "c:/x.js", "\\x", "."])
      expect(pagePath("/p", path), path).toBeNull();
  });

  it("sends the page's address with its slash", async () => {
    const answered = await ask(own().slice(0, -1));
    expect([answered.status, answered.headers.location]).toEqual([308, own()]);
  });
});

describe("the host's methods", () => {
  it("answers with the value", async () => {
    const answered = await call("start");
    expect(answered.status).toBe(200);
    expect(JSON.parse(answered.body)).toEqual({
      value: { paths: ["/x"], folder, samples: folder, version: "1.2.3" },
    });
  });

  it("answers an error in its own words", async () => {
    const path = join(folder, "no.md");
    const { error } = JSON.parse((await call("readText", path)).body);
    expect(error).toBe(`${path}: could not be read: there is no such file or folder`);
  });

  it("calls only what the host has, with arguments of the right kind", async () => {
    for (const name of ["constructor", "toString", "__proto__", "writeBytes", "", "start/x"])
      expect((await call(name)).status, name).toBe(404);
    for (const args of [[], [3], [""], ["a\0b"], ["a", "b"], [["a"]], [null]])
      expect(JSON.parse((await call("stat", ...args)).body).error, JSON.stringify(args)).toContain("wrong arguments");
  });

  it("takes POST with JSON only", async () => {
    expect((await inside("api/start")).status).toBe(405);
    expect((await inside("api/start", { method: "POST", body: "[]" })).status).toBe(415);
    const broken = await inside("api/start", { method: "POST", headers: json, body: "[" });
    expect(JSON.parse(broken.body).error).toContain("wrong arguments");
  });

  it("does not take a body without end", async () => {
    const body = JSON.stringify([join(folder, "big.md"), "x".repeat(65 * 2 ** 20)]);
    const answered = await inside("api/writeText", { method: "POST", headers: json, body }).catch(() => ({
      status: 413,
    }));
    expect(answered.status).toBe(413);
    expect(readdirSync(folder)).not.toContain("big.md");
  });
});

describe("files", () => {
  const path = join(folder, "bytes.bin");
  const content = Buffer.from(Array.from({ length: 5000 }, (_, n) => n % 251));
  const file = (asked?: Asked, name = path) => inside(`file?path=${encodeURIComponent(name)}`, asked);
  const fetched = (headers: Record<string, string>) =>
    fetch(`${server.url}file?path=${encodeURIComponent(path)}`, { headers });

  beforeAll(() => writeFileSync(path, content));

  it("sends the whole, never as a page", async () => {
    const answered = await fetched({});
    expect(Buffer.from(await answered.arrayBuffer()).equals(content)).toBe(true);
    expect(answered.headers.get("content-type")).toBe("application/octet-stream");
    expect(answered.headers.get("accept-ranges")).toBe("bytes");
  });

  it("tells a file's SHA-256 without sending it, and says when there is no such file", async () => {
    const hashed = await fetch(`${server.url}file?path=${encodeURIComponent(path)}&as=sha256`);
    expect(await hashed.text()).toBe(createHash("sha256").update(content).digest("hex"));
    const missing = await fetch(`${server.url}file?path=${encodeURIComponent(`${path}.none`)}&as=sha256`);
    expect(missing.status).toBe(404);
    expect(await missing.text()).toMatch(/could not be read/);
  });

  it.each([
    ["bytes=0-9", 0, 10],
    ["bytes=4990-", 4990, 5000],
    ["bytes=-7", 4993, 5000],
    ["bytes=4999-9999999", 4999, 5000],
  ])("sends the part %s", async (Range, start, end) => {
    const answered = await fetched({ Range });
    expect(answered.status).toBe(206);
    expect(answered.headers.get("content-range")).toBe(`bytes ${start}-${end - 1}/5000`);
    expect(Buffer.from(await answered.arrayBuffer()).equals(content.subarray(start, end))).toBe(true);
  });

  it("refuses a part behind the end and says the size", async () => {
    const answered = await fetched({ Range: "bytes=5000-" });
    expect([answered.status, answered.headers.get("content-range")]).toEqual([416, "bytes */5000"]);
  });

  it("tells the size alone on HEAD", async () => {
    const answered = await file({ method: "HEAD" });
    expect([answered.status, answered.headers["content-length"], answered.body]).toEqual([200, "5000", ""]);
  });

  it("sends an empty file", async () => {
    writeFileSync(join(folder, "empty"), "");
    const answered = await file({}, join(folder, "empty"));
    expect([answered.status, answered.headers["content-length"]]).toEqual([200, "0"]);
  });

  it("says what is wrong with a folder and with a file that is not there", async () => {
    expect((await file({}, folder)).body).toContain("not a plain file");
    expect((await file({}, join(folder, "no"))).status).toBe(404);
    expect((await inside("file")).status).toBe(400);
  });

  it("writes bytes as they come", async () => {
    const target = join(folder, "put.bin");
    const body = Buffer.alloc(3_000_000, 7);
    expect((await file({ method: "PUT", body }, target)).status).toBe(204);
    expect(readFileSync(target).equals(body)).toBe(true);
  });

  it("keeps the old file when the sender breaks off", async () => {
    const target = join(folder, "kept.bin");
    writeFileSync(target, "old");
    const { port } = new URL(server.url);
    await new Promise<void>((done) => {
      const sent = httpRequest({
        host: "127.0.0.1",
        port,
        method: "PUT",
        path: `${own()}file?path=${encodeURIComponent(target)}`,
        headers: { "Content-Length": "1000000" },
      });
      sent.on("error", () => done());
      sent.write(Buffer.alloc(200_000));
      setTimeout(() => sent.destroy(new Error("gone")), 200);
    });
    await expect.poll(() => readdirSync(folder).filter((name) => name.startsWith(".kept"))).toEqual([]);
    expect(readFileSync(target, "utf8")).toBe("old");
  });

  it("makes the folder that the file goes to", async () => {
    const target = join(folder, "n-files", "dropped.bin");
    expect((await file({ method: "PUT", body: "x" }, target)).status).toBe(204);
    expect(readFileSync(target, "utf8")).toBe("x");
  });

  it("says in plain words why a file cannot be written", async () => {
    const answered = await file({ method: "PUT", body: "x" }, folder);
    expect([answered.status, answered.body]).toEqual([500, `${folder}: could not be written: it is a folder`]);
  });
});

describe("parseRange", () => {
  it("ignores what it does not understand, as HTTP says", () => {
    for (const header of [null, "", "bytes=", "bytes=-", "bytes=a-b", "items=0-1", "bytes=5-4", "bytes=0-1,3-4"])
      expect(parseRange(header, 10), String(header)).toBeNull();
  });

  it("has nothing to give of an empty file", () => {
    expect(parseRange("bytes=0-", 0)).toBe("unsatisfiable");
    expect(parseRange("bytes=-5", 0)).toBe("unsatisfiable");
  });
});
