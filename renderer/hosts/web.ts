import type { Answer, PageHost } from "../../src/host.ts";
import { errorOf, hostFrom, putBytes } from "./call.ts";

/** The host behind the loopback web server, at the page's own address. */
export function webHost(): PageHost {
  const base = new URL(".", document.baseURI);
  const fileUrl = (path: string) => new URL(`file?path=${encodeURIComponent(path)}`, base).href;
  return {
    ...hostFrom((method, args) => post(new URL(`api/${method}`, base), args)),
    kind: "web",
    fileUrl,
    writeBytes: (path, bytes) => putBytes(fileUrl(path), bytes),
    pathOf: () => null,
    dialogs: null,
    onCommand: () => () => undefined,
  };
}

async function post(url: URL, args: readonly unknown[]): Promise<Answer> {
  const headers = { "Content-Type": "application/json" };
  // What a window says as it goes is said to its end.
  const keepalive = url.pathname.endsWith("/dropRecovery");
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(args), keepalive }).catch(
    () => null,
  );
  if (!response) return { error: "the Casebook host does not answer: is it still running in its terminal?" };
  return response.ok ? ((await response.json()) as Answer) : { error: await errorOf(response) };
}
