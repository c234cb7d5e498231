import type { PageHost } from "../../src/host.ts";
import { electronBridge, electronHost } from "./electron.ts";
import { webHost } from "./web.ts";

/** The one place that asks which host this page runs on: Electron's preload script leaves a bridge. */
export function pageHost(): PageHost {
  const bridge = electronBridge();
  return bridge ? electronHost(bridge) : webHost();
}
