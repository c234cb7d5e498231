import { frameDocument } from "../src/notebook/script/frame.ts";
import {
  type SandboxedScript,
  type SandboxListener,
  type ScriptSandbox,
  workerEnd,
} from "../src/notebook/script/sandbox.ts";
import workerUrl from "./script-worker.ts?worker&url";

// A worker inside a frame of its own for every run. Closing removes the frame, and with it all that the script left, and
// makes an empty one ready for the next run.

/** Scripts in this page's sandbox. */
export const pageSandbox: ScriptSandbox = {
  open: (body, names, listener) => new FramedScript(workerEnd(body, names), listener),
};

const pingMs = 1000;
// In turns rather than in seconds: a page that was held up itself counts one.
const mostSilent = 8;

class FramedScript implements SandboxedScript {
  readonly #listener: SandboxListener;
  readonly #frame: SandboxFrame;
  readonly #line = new MessageChannel();
  readonly #own = new MessageChannel();
  #closed = false;
  #watch: ReturnType<typeof setInterval> | undefined;
  /** Turns since the frame was asked and has not answered. */
  #silent = 0;

  constructor(end: string, listener: SandboxListener) {
    this.#listener = listener;
    this.#line.port1.onmessage = ({ data }) => this.#closed || listener.message(data);
    this.#own.port1.onmessage = ({ data }) => this.#hear(data);
    this.#frame = takeFrame();
    this.#start(end).catch((error: unknown) => this.#break(error instanceof Error ? error.message : String(error)));
  }

  async #start(end: string): Promise<void> {
    const text = `"use strict";(() => {${await workerText()}\n})();${end}`;
    await this.#frame.ready;
    if (this.#closed) return;
    this.#frame.element.contentWindow?.postMessage(text, "*", [this.#own.port2, this.#line.port2]);
    this.#watch = setInterval(() => this.#ping(), pingMs);
  }

  /** A frame whose process died is told by nothing but its silence. */
  #ping(): void {
    if (this.#silent++ === 0) this.#own.port1.postMessage(null);
    else if (this.#silent > mostSilent)
      this.#break("the script's sandbox broke down, most likely because it ran out of memory: keep less at once");
  }

  #hear(data: unknown): void {
    this.#silent = 0;
    if (typeof data === "string") this.#break(`the script broke down: ${data.replace(/^Uncaught /, "")}`);
  }

  #break(reason: string): void {
    if (!this.#closed) this.#listener.broken(reason);
  }

  send(message: unknown, transfer: readonly ArrayBuffer[] = []): void {
    this.#line.port1.postMessage(message, [...transfer]);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#watch);
    this.#frame.element.remove();
    this.#line.port1.close();
    this.#own.port1.close();
    setTimeout(prepareFrame, restMs);
  }
}

interface SandboxFrame {
  readonly element: HTMLIFrameElement;
  /** Resolves when the frame listens. */
  readonly ready: Promise<void>;
}

const restMs = 200;
const spareMs = 60_000;

/** A frame for the next run, in which nothing has run: a browser starts a process for it, which takes a while. */
let spare: SandboxFrame | null = null;
let sparing: ReturnType<typeof setTimeout> | undefined;

function prepareFrame(): void {
  if (spare) return;
  const frame = newFrame();
  spare = frame;
  frame.ready.catch(() => spare === frame && dropSpare());
  sparing = setTimeout(dropSpare, spareMs);
}

function dropSpare(): void {
  clearTimeout(sparing);
  spare?.element.remove();
  spare = null;
}

function takeFrame(): SandboxFrame {
  clearTimeout(sparing);
  const frame = spare ?? newFrame();
  spare = null;
  return frame;
}

function newFrame(): SandboxFrame {
  const element = emptyFrame();
  const ready = readiness(element);
  document.body.append(element);
  return { element, ready };
}

function emptyFrame(): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  frame.title = "Sandbox of a script";
  frame.hidden = true;
  frame.srcdoc = frameDocument;
  return frame;
}

function readiness(frame: HTMLIFrameElement): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("the script's sandbox could not be started")), 20_000);
    const listen = ({ source }: MessageEvent) => {
      if (source === null || source !== frame.contentWindow) return;
      clearTimeout(late);
      removeEventListener("message", listen);
      resolve();
    };
    addEventListener("message", listen);
  });
}

let fetched: Promise<string> | null = null;

/** The beginning of every script's worker. */
function workerText(): Promise<string> {
  fetched ??= fetch(workerUrl).then((response) => {
    if (!response.ok) throw new Error("the script's sandbox could not be loaded");
    return response.text();
  });
  fetched.catch(() => {
    fetched = null;
  });
  return fetched;
}
