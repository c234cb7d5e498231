import type { MenuItemConstructorOptions } from "electron";
import { describe, expect, it, vi } from "vitest";
import { menuTemplate } from "../../main/menu.ts";
import { menuCommands } from "../../src/host.ts";

vi.mock("electron", () => import("../support/fake-electron.ts"));

type Item = MenuItemConstructorOptions;

function items(template: readonly Item[]): readonly Item[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])]);
}

const menu = (mac: boolean, developer = false) => {
  const send = vi.fn();
  return { send, all: items(menuTemplate(send, { mac, developer })) };
};

describe("the menu", () => {
  it.each([true, false])("sends each command once (mac: %s)", (mac) => {
    const { send, all } = menu(mac);
    const own = all.filter((item) => item.click);
    for (const item of own) item.click?.(undefined as never, undefined, undefined as never);
    expect(send.mock.calls.map(([command]) => command).sort()).toEqual([...menuCommands].sort());
  });

  it("gives no two entries the same key", () => {
    const keys = menu(false).all.flatMap((item) => item.accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toContain("CmdOrCtrl+S");
  });

  it("follows each platform: an app menu on the Mac, Quit under File elsewhere", () => {
    const roles = (mac: boolean) => menu(mac).all.map((item) => item.role);
    expect(roles(true)).toEqual(expect.arrayContaining(["appMenu", "windowMenu", "close"]));
    expect(roles(false)).toContain("quit");
    expect(roles(false)).not.toContain("appMenu");
  });

  it("reloads and inspects only in development: a reload would lose what is not saved", () => {
    expect(menu(false).all.some((item) => item.role === "reload" || item.role === "toggleDevTools")).toBe(false);
    expect(menu(false, true).all.some((item) => item.role === "toggleDevTools")).toBe(true);
  });
});
