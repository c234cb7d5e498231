import { join } from "node:path";
import { BrowserWindow, dialog, nativeTheme, type Session, session, shell, type WebContents } from "electron";

/** The page's address inside Electron. */
export const pageOrigin = "casebook://app";

const desk = { light: "#F4F5F2", dark: "#131615" };

export function createWindow(folder: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 920,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: "Casebook",
    backgroundColor: nativeTheme.shouldUseDarkColors ? desk.dark : desk.light,
    webPreferences: {
      preload: join(folder, "preload.cjs"),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      // The spelling checker would fetch its dictionaries from the internet.
      spellcheck: false,
      session: session.defaultSession,
    },
  });
  window.once("ready-to-show", () => window.show());
  window.webContents.on("will-prevent-unload", (event) => {
    if (leavesUnsaved(window)) event.preventDefault();
  });
  window.webContents.on("render-process-gone", (_event, { reason }) => void offerReload(window, reason));
  void window.loadURL(`${pageOrigin}/`);
  return window;
}

/** Keeps a page where it is and alone: no navigation, no windows, no webviews, no packets beside the proxy. */
export function lockContents(contents: WebContents): void {
  contents.on("will-navigate", (event) => event.preventDefault());
  contents.on("will-frame-navigate", (event) => {
    if (event.isMainFrame || !(isOurs(event.url) || event.url === scriptFrame)) event.preventDefault();
  });
  contents.on("will-redirect", (event) => event.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    void offerLink(url);
    return { action: "deny" };
  });
  contents.setWebRTCIPHandlingPolicy("disable_non_proxied_udp");
}

/** The address of the frame that scripts have their sandbox in. */
const scriptFrame = "about:srcdoc";

const ownSchemes = ["blob:", "data:", "devtools:"];

/** Denies permissions and cuts the session off from every network. */
export function lockSession(locked: Session): void {
  locked.setPermissionRequestHandler((_contents, permission, decide, { requestingUrl }) =>
    decide(mayDo(permission, requestingUrl)),
  );
  locked.setPermissionCheckHandler((_contents, permission, origin) => mayDo(permission, origin));
  locked.setDevicePermissionHandler(() => false);
  locked.webRequest.onBeforeRequest(({ url }, decide) =>
    decide({ cancel: !isOurs(url) && !ownSchemes.some((scheme) => url.startsWith(scheme)) }),
  );
}

/** Copying is the one thing that our page may ask for. */
function mayDo(permission: string, url: string): boolean {
  return permission === "clipboard-sanitized-write" && isOurs(url);
}

export function isOurs(url: string): boolean {
  return url === pageOrigin || url.startsWith(`${pageOrigin}/`);
}

/** Asks before an https link goes to the browser: its address may carry what a trace's author wants to learn. */
async function offerLink(address: string): Promise<void> {
  if (!URL.canParse(address) || new URL(address).protocol !== "https:") return;
  const { response } = await dialog.showMessageBox({
    type: "question",
    message: "Open this address in the browser?",
    detail: address.length > 600 ? `${address.slice(0, 600)}… (${address.length} characters)` : address,
    buttons: ["Cancel", "Open"],
    defaultId: 0,
    cancelId: 0,
  });
  if (response === 1) await shell.openExternal(address);
}

function leavesUnsaved(window: BrowserWindow): boolean {
  const choice = dialog.showMessageBoxSync(window, {
    type: "warning",
    message: "Leave without saving?",
    detail: "The notebook has changes that are not saved.",
    buttons: ["Stay", "Leave without saving"],
    defaultId: 0,
    cancelId: 0,
  });
  return choice === 1;
}

async function offerReload(window: BrowserWindow, reason: string): Promise<void> {
  if (reason === "clean-exit") return;
  const { response } = await dialog.showMessageBox(window, {
    type: "error",
    message: "The page has stopped working.",
    detail: `Reason: ${reason}. What was saved is safe; what was not is lost.`,
    buttons: ["Reload", "Close"],
    defaultId: 0,
  });
  if (response === 0) window.webContents.reload();
  else window.destroy();
}
