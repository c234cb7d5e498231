/**
 * Scrolls an element to the start of the view, and in the next frames again: cells far from the view take their true
 * height only when they come near it.
 */
export function scrollToStart(element: Element, frames = 4): void {
  element.scrollIntoView({ block: "start" });
  if (frames > 1) requestAnimationFrame(() => scrollToStart(element, frames - 1));
}
