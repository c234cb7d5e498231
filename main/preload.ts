import { contextBridge, ipcRenderer, webUtils } from "electron";
import type { Bridge } from "../src/host.ts";

const bridge: Bridge = {
  call: (method, args) => ipcRenderer.invoke("host:call", method, args),
  dialogs: {
    open: (options) => ipcRenderer.invoke("dialog:open", options),
    save: (options) => ipcRenderer.invoke("dialog:save", options),
  },
  pathForFile: (file) => webUtils.getPathForFile(file),
  onCommand: (listener) => {
    // The event stays on this side: it would hand the page the sender.
    const forward = (_event: unknown, command: string, paths?: readonly string[]) => listener(command, paths);
    ipcRenderer.on("command", forward);
    return () => void ipcRenderer.removeListener("command", forward);
  },
};

contextBridge.exposeInMainWorld("casebook", bridge);
