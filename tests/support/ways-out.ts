// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the scripts in these texts hold templates of their own
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { expect } from "@playwright/test";

/** What listens where a script may want to go: counts what arrives. */
export class Sinks {
  arrived = 0;
  private constructor(
    readonly tcp: Server,
    readonly udp: Socket,
  ) {
    tcp.on("connection", (socket) => {
      this.arrived++;
      socket.destroy();
    });
    udp.on("message", () => this.arrived++);
  }

  static async open(): Promise<Sinks> {
    const tcp = createServer().listen(0, "127.0.0.1");
    const udp = createSocket("udp4");
    udp.bind(0, "127.0.0.1");
    await Promise.all([once(tcp, "listening"), once(udp, "listening")]);
    return new Sinks(tcp, udp);
  }

  get address(): string {
    return `127.0.0.1:${(this.tcp.address() as AddressInfo).port}`;
  }

  /** That what is counted can be counted. */
  async prove(): Promise<void> {
    await fetch(`http://${this.address}/`).catch(() => undefined);
    const probe = createSocket("udp4");
    probe.send("x", this.udp.address().port, "127.0.0.1");
    await expect.poll(() => this.arrived).toBeGreaterThanOrEqual(2);
    probe.close();
    this.arrived = 0;
  }

  close(): void {
    this.tcp.close();
    this.udp.close();
  }
}

/** Every way out, each in a line of its own. `at` is an address that counts what arrives. */
const waysOut: Readonly<Record<string, string>> = {
  fetch: "await fetch(`http://${at}/fetch`)",
  "fetch without cors":
    "await fetch(`http://${at}/nocors`, { mode: 'no-cors', keepalive: true, method: 'POST', body: 'x' })",
  XMLHttpRequest: "const x = new XMLHttpRequest(); x.open('GET', `http://${at}/xhr`, false); x.send()",
  WebSocket:
    "await new Promise((ok, no) => { const s = new WebSocket(`ws://${at}/ws`); s.onopen = ok; s.onerror = no })",
  EventSource:
    "await new Promise((ok, no) => { const s = new EventSource(`http://${at}/es`); s.onopen = ok; s.onerror = no })",
  "import()": "await import(`http://${at}/import.js`)",
  importScripts: "importScripts(`http://${at}/scripts.js`)",
  Worker:
    "await new Promise((ok, no) => { const w = new Worker(`http://${at}/worker.js`); w.onmessage = ok; w.onerror = no })",
  "a nested worker": `await new Promise((ok, no) => {
    const text = \`fetch("http://\${at}/nested").then(() => postMessage(1), (e) => postMessage(String(e)))\`;
    const w = new Worker(URL.createObjectURL(new Blob([text])));
    w.onmessage = (e) => (e.data === 1 ? ok() : no(new Error(e.data)));
    w.onerror = no;
  })`,
  SharedWorker: "new SharedWorker(`http://${at}/shared.js`)",
  WebRTC: `const p = new RTCPeerConnection({ iceServers: [{ urls: \`stun:\${udp}\` }] });
    p.createDataChannel("x"); await p.setLocalDescription(await p.createOffer());`,
  WebTransport: "await new WebTransport(`https://${at}/wt`).ready",
  sendBeacon: "navigator.sendBeacon(`http://${at}/beacon`)",
  navigation: "location.href = `http://${at}/go`",
  "navigation by assign": "location.assign(`http://${at}/assign`)",
  "a window": "open(`http://${at}/open`)",
  "a font": "const f = new FontFace('x', `url(http://${at}/font)`); fonts.add(f); await f.load()",
  "the parent": "parent.postMessage('x', '*')",
  eval: "eval('1'); throw new Error('eval ran')",
  Function: "Function('return 1')(); throw new Error('Function ran')",
  "WebAssembly of one's own": "await WebAssembly.compileStreaming(fetch(`http://${at}/wasm`))",
  indexedDB: "await new Promise((ok, no) => { const r = indexedDB.open('x'); r.onsuccess = ok; r.onerror = no })",
  caches: "await caches.open('x')",
  "the private file system": "await navigator.storage.getDirectory()",
};

/** A script that tries them all and shows which got out. */
export function tryingEveryWayOut(sinks: Sinks): string {
  const attempts = Object.entries(waysOut).map(
    ([way, code]) => `try {
  await Promise.race([(async () => { ${code} })().then(() => out.push(${JSON.stringify(way)})), new Promise((_, no) => setTimeout(no, 1500))]);
} catch {}`,
  );
  const udp = `127.0.0.1:${sinks.udp.address().port}`;
  const source = `// @timeout 120
const [at, udp] = ["${sinks.address}", "${udp}"];
const out: string[] = [];
${attempts.join("\n")}
await new Promise((later) => setTimeout(later, 1000));
display("got out: " + (out.join(", ") || "nothing") + "; origin " + self.origin);`;
  return source.replaceAll(/^(try|const out)/gm, "// @ts-ignore\n$1");
}
