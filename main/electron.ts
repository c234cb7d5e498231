import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { app, type BrowserWindow, Menu, protocol, safeStorage, session } from "electron";
import type { Host } from "../src/host.ts";
import { createFiles } from "./files.ts";
import { serveIpc } from "./ipc.ts";
import { createMenu } from "./menu.ts";
import { configFolder, programFolder, slowCellSeconds } from "./places.ts";
import { notFound, respond, type Site } from "./respond.ts";
import { keychainVault } from "./vault.ts";
import { createWindow, lockContents, lockSession, pageOrigin } from "./window.ts";

const here = dirname(fileURLToPath(import.meta.url));
const root = programFolder(fileURLToPath(import.meta.url));

/** Files to open that no page has been told of yet: from the command line, the Finder or a second start. */
let waiting: readonly string[] = pathsFrom(process.argv.slice(app.isPackaged ? 1 : 2));
let pageIsListening = false;
let window: BrowserWindow | null = null;

function pathsFrom(args: readonly string[]): readonly string[] {
  return args.filter((arg) => !arg.startsWith("-")).map((path) => resolve(path));
}

function createHost(): Host {
  const samples = join(app.isPackaged ? process.resourcesPath : root, "sample-data");
  const folder = app.isPackaged ? app.getPath("documents") : process.cwd();
  const start = { paths: [], folder, samples, version: app.getVersion(), slowCellSeconds: slowCellSeconds() };
  const files = createFiles({ start, config: configFolder(), vault: () => keychainVault(safeStorage) });
  return {
    ...files,
    start: async () => {
      const paths = waiting;
      waiting = [];
      pageIsListening = true;
      return { ...start, paths };
    },
    remember: async (notebook) => {
      app.addRecentDocument(notebook.path);
      await files.remember(notebook);
    },
  };
}

function openPaths(paths: readonly string[]): void {
  if (window && pageIsListening) window.webContents.send("command", "open-paths", paths);
  else waiting = [...waiting, ...paths];
}

function showWindow(): void {
  if (!window) openWindow();
  else {
    if (window.isMinimized()) window.restore();
    window.focus();
  }
}

function openWindow(): void {
  pageIsListening = false;
  window = createWindow(here);
  window.on("closed", () => {
    window = null;
  });
}

function servePage(site: Site): void {
  protocol.handle("casebook", (request) => {
    const { host, pathname } = new URL(request.url);
    const path = pathname.slice(1);
    return host === "app" && !path.startsWith("api/") ? respond(site, request, path) : notFound();
  });
}

async function run(): Promise<void> {
  app.on("second-instance", (_event, _args, _folder, data) => {
    openPaths((data as { readonly paths: readonly string[] }).paths);
    showWindow();
  });
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
  app.on("web-contents-created", (_event, contents) => lockContents(contents));
  await app.whenReady();
  lockSession(session.defaultSession);
  const host = createHost();
  servePage({ page: join(root, "dist", "renderer"), host });
  serveIpc(host, () => window);
  const options = { mac: process.platform === "darwin", developer: !app.isPackaged };
  Menu.setApplicationMenu(createMenu((command) => window?.webContents.send("command", command), options));
  openWindow();
  app.on("activate", showWindow);
}

app.enableSandbox();
if (process.env.CASEBOOK_CONFIG) app.setPath("userData", join(process.env.CASEBOOK_CONFIG, "electron"));
protocol.registerSchemesAsPrivileged([
  {
    scheme: new URL(pageOrigin).protocol.slice(0, -1),
    privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
  },
]);
app.on("open-file", (event, path) => {
  event.preventDefault();
  openPaths([path]);
});
if (app.requestSingleInstanceLock({ paths: waiting })) void run();
else app.quit();
