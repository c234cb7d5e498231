/** Puts a menu below its button, or above it where there is more room. */
export function placeMenu(button: HTMLElement | null, menu: HTMLElement | null): void {
  const at = button?.getBoundingClientRect();
  if (!at || !menu) return;
  const width = menu.offsetWidth || Number.parseFloat(getComputedStyle(menu).width) || 0;
  const [above, below] = [at.top - 12, window.innerHeight - at.bottom - 12];
  const edges =
    below > 320 || below > above
      ? { top: `${at.bottom + 4}px`, bottom: "auto", maxHeight: `${below}px` }
      : { top: "auto", bottom: `${window.innerHeight - at.top + 4}px`, maxHeight: `${above}px` };
  const left = Math.max(8, Math.min(at.left, window.innerWidth - width - 8));
  Object.assign(menu.style, { left: `${left}px`, ...edges });
}

export function focusFirst(menu: HTMLElement): void {
  menu.querySelector<HTMLElement>("[role=menuitem]")?.focus();
}

/** Arrow keys go from item to item of a menu. */
export function moveFocus(event: React.KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = Array.from(event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem]"));
  const at = items.indexOf(document.activeElement as HTMLElement);
  items.at((at + step + items.length) % items.length)?.focus();
}
