import type { FromPage, ToPage } from "../../src/notebook/script/remote.ts";
import type { SandboxedScript, SandboxListener, ScriptSandbox } from "../../src/notebook/script/sandbox.ts";
import { packed, unpacked } from "../../src/notebook/script/wire.ts";
import { answer, notFound, respondDocument } from "../respond.ts";
import { startServer, type WebServer } from "../server.ts";
import { type Browser, startBrowser } from "./browser.ts";

type Packet = Uint8Array<ArrayBuffer>;

interface Opened {
  readonly server: WebServer;
  readonly browser: Browser;
}

const startMs = 30_000;
const askAgainMs = 60_000;
const pageFile = "script-page.html";

/**
 * The window's sandbox for scripts, in a browser without a window that is started for the first of them. Its page can ask
 * this process for what to do next and for the program's own files, and for nothing else.
 */
export class BrowserSandbox implements ScriptSandbox {
  readonly #binary: string;
  readonly #page: string;
  readonly #running = new Map<number, SandboxListener>();
  #runs = 0;
  #opening: Promise<Opened> | null = null;
  #orders: Packet[] = [];
  /** The page's question that has no answer yet. */
  #asking: ((order: Packet) => void) | null = null;
  #late: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param binary a Chromium
   * @param page the folder of the built page
   */
  constructor(binary: string, page: string) {
    this.#binary = binary;
    this.#page = page;
  }

  open(body: string, names: readonly string[], listener: SandboxListener): SandboxedScript {
    const run = ++this.#runs;
    this.#running.set(run, listener);
    this.#opening ??= this.#open();
    this.#order({ run, type: "open", body, names });
    return {
      send: (message) => this.#order({ run, type: "send", message }),
      close: () => {
        if (this.#running.delete(run)) this.#order({ run, type: "close" });
      },
    };
  }

  /** Ends the browser. A script that is run later starts another. */
  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    this.#orders = [];
    this.#asking = null;
    clearTimeout(this.#late);
    const opened = await opening?.catch(() => null);
    await Promise.all([opened?.browser.close(), opened?.server.close()]);
  }

  #open(): Promise<Opened> {
    const opening = this.#start();
    const gone = (reason: string) => {
      if (this.#opening === opening) this.#break(reason);
    };
    opening.then(
      ({ browser }) => browser.ended.then(gone),
      (error: Error) => gone(error.message),
    );
    this.#late = setTimeout(() => gone(`${this.#binary} did not open its page within ${startMs / 1000} s`), startMs);
    return opening;
  }

  async #start(): Promise<Opened> {
    const respond = (request: Request, path: string) => this.#respond(request, path);
    const server = await startServer({ page: this.#page, respond, port: 0 });
    try {
      return { server, browser: startBrowser(this.#binary, `${server.url}${pageFile}`) };
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  #break(reason: string): void {
    const listeners = [...this.#running.values()];
    this.#running.clear();
    void this.close();
    for (const listener of listeners) listener.broken(`the browser that scripts run in is gone: ${reason}`);
  }

  async #respond(request: Request, path: string): Promise<Response> {
    if (path === pageFile) return respondDocument(this.#page, request, path);
    if (request.method !== "POST") return notFound();
    if (path === "next") return this.#next();
    if (path !== "told") return notFound();
    this.#hear(unpacked(new Uint8Array(await request.arrayBuffer())) as FromPage);
    return answer(204, null);
  }

  /** What the page is to do, once there is something; nothing after a while, for it to ask again. */
  async #next(): Promise<Response> {
    clearTimeout(this.#late);
    const order = this.#orders.shift() ?? (await this.#ordered());
    return order ? answer(200, order, { "Content-Type": "application/octet-stream" }) : answer(204, null);
  }

  #ordered(): Promise<Packet | null> {
    return new Promise((done) => {
      const again = setTimeout(() => {
        this.#asking = null;
        done(null);
      }, askAgainMs).unref();
      this.#asking = (order) => {
        clearTimeout(again);
        done(order);
      };
    });
  }

  #order(order: ToPage): void {
    const packet = packed(order);
    if (!this.#asking) this.#orders.push(packet);
    else this.#asking(packet);
    this.#asking = null;
  }

  #hear(said: FromPage): void {
    const listener = this.#running.get(said.run);
    if (said.type === "broken") listener?.broken(said.reason);
    else listener?.message(said.message);
  }
}
