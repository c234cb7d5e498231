import { type BrowserWindow, dialog, type IpcMainInvokeEvent, ipcMain } from "electron";
import { z } from "zod";
import type { Host } from "../src/host.ts";
import { callHost, isHostMethod } from "./call.ts";
import { isOurs } from "./window.ts";

/** Electron's transport: the host's methods and the system's dialogs, for the page in our window only. */
export function serveIpc(host: Host, window: () => BrowserWindow | null): void {
  const handle = (channel: string, work: (owner: BrowserWindow, ...args: readonly unknown[]) => unknown) => {
    ipcMain.handle(channel, (event, ...args) => work(ownerOf(event, window()), ...args));
  };
  handle("host:call", (_owner, method, args) => {
    if (typeof method !== "string" || !isHostMethod(method)) return { error: `host: no such method: ${method}` };
    return callHost(host, method, args);
  });
  handle("dialog:open", (owner, options) => openDialog(owner, openOptions.parse(options)));
  handle("dialog:save", (owner, options) => saveDialog(owner, saveOptions.parse(options)));
}

/** The window that a message comes from. @throws unless it is the top frame of our window, at our address */
function ownerOf(event: IpcMainInvokeEvent, window: BrowserWindow | null): BrowserWindow {
  const frame = event.senderFrame;
  if (window && frame && frame === window.webContents.mainFrame && isOurs(frame.url)) return window;
  throw new Error("refused: the message does not come from Casebook's page");
}

const openOptions = z.object({ title: z.string(), folders: z.boolean(), multiple: z.boolean() });
const saveOptions = z.object({ title: z.string(), name: z.string() });

async function openDialog(owner: BrowserWindow, options: z.infer<typeof openOptions>): Promise<readonly string[]> {
  const kind = options.folders ? ("openDirectory" as const) : ("openFile" as const);
  const properties = options.multiple ? [kind, "multiSelections" as const] : [kind];
  const { canceled, filePaths } = await dialog.showOpenDialog(owner, { title: options.title, properties });
  return canceled ? [] : filePaths;
}

async function saveDialog(owner: BrowserWindow, { title, name }: z.infer<typeof saveOptions>): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(owner, { title, defaultPath: name });
  return canceled || !filePath ? null : filePath;
}
