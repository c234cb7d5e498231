import { EventEmitter } from "node:events";
import { vi } from "vitest";

/** A stand-in for the `electron` module, as far as main/ uses it, that remembers what it was told. */
export class FakeContents extends EventEmitter {
  mainFrame = { url: "casebook://app/" };
  readonly sent: unknown[][] = [];
  webRtcPolicy = "";
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: "allow" });
  reload = vi.fn();
  send(...message: unknown[]): void {
    this.sent.push(message);
  }
  setWebRTCIPHandlingPolicy(policy: string): void {
    this.webRtcPolicy = policy;
  }
  setWindowOpenHandler(handler: FakeContents["openHandler"]): void {
    this.openHandler = handler;
  }
}

export class FakeWindow extends EventEmitter {
  static readonly all: FakeWindow[] = [];
  readonly webContents = new FakeContents();
  loaded = "";
  show = vi.fn();
  focus = vi.fn();
  restore = vi.fn();
  destroy = vi.fn();
  minimized = false;
  constructor(readonly options: { webPreferences: Record<string, unknown> }) {
    super();
    FakeWindow.all.push(this);
    app.emit("web-contents-created", {}, this.webContents);
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  async loadURL(url: string): Promise<void> {
    this.loaded = url;
  }
}

type Decide<T> = (answer: T) => void;

class FakeSession {
  permission: (contents: unknown, name: string, decide: Decide<boolean>, details: { requestingUrl: string }) => void =
    () => undefined;
  check: (contents: unknown, name: string, origin: string) => boolean = () => true;
  device: () => boolean = () => true;
  before: (details: { url: string }, decide: Decide<{ cancel: boolean }>) => void = () => undefined;
  webRequest = {
    onBeforeRequest: (handler: FakeSession["before"]) => {
      this.before = handler;
    },
  };
  setPermissionRequestHandler(handler: FakeSession["permission"]): void {
    this.permission = handler;
  }
  setPermissionCheckHandler(handler: FakeSession["check"]): void {
    this.check = handler;
  }
  setDevicePermissionHandler(handler: FakeSession["device"]): void {
    this.device = handler;
  }
}

class FakeApp extends EventEmitter {
  isPackaged = false;
  lock = true;
  lockData: unknown = null;
  sandboxed = false;
  quit = vi.fn();
  addRecentDocument = vi.fn();
  readonly paths: Record<string, string> = {};
  enableSandbox(): void {
    this.sandboxed = true;
  }
  setPath(name: string, path: string): void {
    this.paths[name] = path;
  }
  getPath(name: string): string {
    return this.paths[name] ?? `/${name}`;
  }
  getVersion(): string {
    return "9.9.9";
  }
  requestSingleInstanceLock(data: unknown): boolean {
    this.lockData = data;
    return this.lock;
  }
  async whenReady(): Promise<void> {}
}

export const app = new FakeApp();
export const BrowserWindow = FakeWindow;
export const nativeTheme = { shouldUseDarkColors: false };
export const session = { defaultSession: new FakeSession() };
export const shell = { openExternal: vi.fn(async () => undefined) };
export const dialog = {
  showMessageBox: vi.fn(async () => ({ response: 0 })),
  showMessageBoxSync: vi.fn(() => 0),
  showOpenDialog: vi.fn(async (..._args: unknown[]) => ({ canceled: false, filePaths: ["/a", "/b"] })),
  showSaveDialog: vi.fn(async (..._args: unknown[]) => ({ canceled: true, filePath: "" })),
};
export const protocol = {
  schemes: [] as unknown[],
  handlers: new Map<string, (request: Request) => Promise<Response> | Response>(),
  registerSchemesAsPrivileged: (schemes: unknown[]) => {
    protocol.schemes = schemes;
  },
  handle: (scheme: string, handler: (request: Request) => Promise<Response> | Response) => {
    protocol.handlers.set(scheme, handler);
  },
};
export const ipcMain = {
  handlers: new Map<string, (event: unknown, ...args: unknown[]) => Promise<unknown>>(),
  handle: (channel: string, handler: (event: unknown, ...args: unknown[]) => Promise<unknown>) => {
    ipcMain.handlers.set(channel, handler);
  },
};
export const Menu = {
  current: null as unknown,
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (menu: unknown) => {
    Menu.current = menu;
  },
};
export const contextBridge = {
  exposed: new Map<string, unknown>(),
  exposeInMainWorld: (name: string, api: unknown) => {
    contextBridge.exposed.set(name, api);
  },
};
export const ipcRenderer = Object.assign(new EventEmitter(), { invoke: vi.fn(async (..._args: unknown[]) => null) });
export const safeStorage = {
  available: false,
  isEncryptionAvailable: () => safeStorage.available,
  getSelectedStorageBackend: () => "gnome_libsecret",
  encryptString: (text: string) => Buffer.from([...text].reverse().join("")),
  decryptString: (sealed: Buffer) => [...sealed.toString()].reverse().join(""),
};
export const webUtils = { getPathForFile: vi.fn((_file: unknown) => "/dropped/a.csv") };
