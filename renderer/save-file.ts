import type { PageHost } from "../src/host.ts";

/** Hands bytes to the person as a file: by the system's dialog where there is one, else as a download. */
export async function saveFile(host: PageHost, name: string, bytes: Blob): Promise<void> {
  if (host.dialogs) {
    const path = await host.dialogs.save({ title: `Save ${name}`, name });
    if (path) await host.writeBytes(path, bytes);
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** "Analytics agent at four minutes" as "analytics-agent-at-four-minutes.casebook.md". */
export function notebookFileName(title: string): string {
  const words = (title || "Untitled").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
  return `${words.replace(/^-|-$/g, "") || "untitled"}.casebook.md`;
}
