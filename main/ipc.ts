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

type Selection = "openFile" | "openDirectory";

async function openDialog(owner: BrowserWindow, options: z.infer<typeof openOptions>): Promise<readonly string[]> {
  const selections = options.folders ? await filesOrFolders(owner, options.title) : (["openFile"] as const);
  if (!selections.length) return [];
  const properties = [...selections, ...(options.multiple ? ["multiSelections" as const] : [])];
  const { canceled, filePaths } = await dialog.showOpenDialog(owner, { title: options.title, properties });
  return canceled ? [] : filePaths;
}

/** Only the Mac's dialog takes files and folders alike; elsewhere one has to be chosen first. */
async function filesOrFolders(owner: BrowserWindow, title: string): Promise<readonly Selection[]> {
  if (process.platform === "darwin") return ["openFile", "openDirectory"];
  const { response } = await dialog.showMessageBox(owner, {
    type: "question",
    message: title,
    detail: "Single files, or everything in a folder?",
    buttons: ["Files…", "Folder…", "Cancel"],
    defaultId: 0,
    cancelId: 2,
  });
  return ([["openFile"], ["openDirectory"]] as const)[response] ?? [];
}

async function saveDialog(owner: BrowserWindow, { title, name }: z.infer<typeof saveOptions>): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(owner, { title, defaultPath: name });
  return canceled || !filePath ? null : filePath;
}
