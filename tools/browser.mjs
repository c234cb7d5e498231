// Opens an address in the default browser without telling it to anybody else on this machine.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A program's arguments can be read by every user of the machine, and the address carries the token. So the browser is
 * given a page that only this user can read, which leads on to the address.
 */
export function openBrowser(url, folder, say, platform = process.platform) {
  const page = join(folder, `open-${randomBytes(6).toString("hex")}.html`);
  const close = () => rmSync(page, { force: true });
  if (platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    say("There is no display here: open the address yourself.");
    return { close };
  }
  writeFileSync(page, leadingTo(url), { mode: 0o600 });
  const command = { darwin: "open", win32: "explorer.exe" }[platform] ?? "xdg-open";
  const child = spawn(command, [page], { stdio: "ignore", detached: true });
  child.once("error", () => say("No browser could be started: open the address yourself."));
  child.unref();
  setTimeout(close, 60_000).unref();
  return { close };
}

function leadingTo(url) {
  return `<!doctype html><meta charset="utf-8"><title>Casebook</title>
<meta http-equiv="refresh" content="0; url=${url}"><a href="${url}">Open Casebook</a>
`;
}
