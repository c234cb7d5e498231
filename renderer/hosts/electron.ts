import type { Bridge, PageHost } from "../../src/host.ts";
import { hostFrom, putBytes } from "./call.ts";

/** What the preload script left on the window; undefined outside Electron. */
export function electronBridge(): Bridge | undefined {
  return (globalThis as { casebook?: Bridge }).casebook;
}

/** The host in Electron's main process, behind the preload script's bridge. */
export function electronHost(bridge: Bridge): PageHost {
  const fileUrl = (path: string) => new URL(`/file?path=${encodeURIComponent(path)}`, document.baseURI).href;
  return {
    ...hostFrom((method, args) => bridge.call(method, args)),
    kind: "electron",
    fileUrl,
    writeBytes: (path, bytes) => putBytes(fileUrl(path), bytes),
    pathOf: (file) => bridge.pathForFile(file) || null,
    dialogs: bridge.dialogs,
    onCommand: (listener) => bridge.onCommand(listener),
  };
}
