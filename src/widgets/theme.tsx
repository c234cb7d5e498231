import { useSyncExternalStore } from "react";

/**
 * Which theme the page shows, as something that changes when it does. "none" without a DOM.
 * Widgets that paint by themselves read their colours anew whenever this changes.
 */
export function useTheme(): string {
  return useSyncExternalStore(subscribe, current, () => "none");
}

function current(): string {
  return `${token("--bg-paper")} ${token("--text")}`;
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class", "style"] });
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", listener);
  return () => {
    observer.disconnect();
    media.removeEventListener("change", listener);
  };
}

/** The value of a design token now: `token("--text")`. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A token's number of pixels. */
export function pixels(name: string, otherwise: number): number {
  return Number.parseFloat(token(name)) || otherwise;
}
