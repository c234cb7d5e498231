import { Menu, type MenuItemConstructorOptions } from "electron";
import type { MenuCommand } from "../src/host.ts";

type Item = MenuItemConstructorOptions;
type Send = (command: MenuCommand) => void;

const separator: Item = { type: "separator" };

/** The menu bar; its own entries only send commands to the page, which knows what they mean. */
export function createMenu(send: Send, options: { readonly mac: boolean; readonly developer: boolean }): Menu {
  return Menu.buildFromTemplate(menuTemplate(send, options));
}

export function menuTemplate(send: Send, { mac, developer }: { mac: boolean; developer: boolean }): Item[] {
  const command = (id: MenuCommand, label: string, accelerator?: string): Item => ({
    id,
    label,
    ...(accelerator ? { accelerator } : {}),
    click: () => send(id),
  });
  return [
    ...(mac ? [{ role: "appMenu" } as Item] : []),
    fileMenu(command, mac),
    { role: "editMenu" },
    viewMenu(command, developer),
    runMenu(command),
    ...(mac ? [{ role: "windowMenu" } as Item] : []),
    { role: "help", submenu: [command("show-keys", "Keys")] },
  ];
}

type Command = (id: MenuCommand, label: string, accelerator?: string) => Item;

function fileMenu(command: Command, mac: boolean): Item {
  return {
    label: "&File",
    submenu: [
      command("new-notebook", "New Notebook", "CmdOrCtrl+N"),
      command("open-notebook", "Open Notebook…", "CmdOrCtrl+O"),
      command("open-sample", "Open Sample"),
      separator,
      command("import-files", "Import Files…", "CmdOrCtrl+I"),
      separator,
      command("save", "Save", "CmdOrCtrl+S"),
      command("save-as", "Save As…", "CmdOrCtrl+Shift+S"),
      separator,
      mac ? { role: "close" } : { role: "quit" },
    ],
  };
}

function viewMenu(command: Command, developer: boolean): Item {
  return {
    label: "&View",
    submenu: [
      command("command-palette", "Commands…", "CmdOrCtrl+K"),
      command("toggle-sources", "Sources Panel", "CmdOrCtrl+B"),
      command("toggle-detail", "Detail Panel"),
      separator,
      { role: "resetZoom" },
      { role: "zoomIn" },
      { role: "zoomOut" },
      { role: "togglefullscreen" },
      ...(developer ? [separator, { role: "reload" } as Item, { role: "toggleDevTools" } as Item] : []),
    ],
  };
}

// Running one cell has no accelerator here: the editor needs the key for itself.
function runMenu(command: Command): Item {
  return {
    label: "&Run",
    submenu: [
      command("run-cell", "Run Cell"),
      command("run-all", "Run All Cells", "CmdOrCtrl+Shift+Enter"),
      separator,
      command("stop", "Stop"),
    ],
  };
}
