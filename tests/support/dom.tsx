import { act, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { afterEach } from "vitest";

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

/** A DOM without layout says that everything is 0 pixels large: elements get the size of a small window. */
export function giveElementsASize(width = 900, height = 420): void {
  for (const [name, size] of Object.entries({ Width: width, Height: height }))
    for (const side of ["offset", "client"])
      Object.defineProperty(HTMLElement.prototype, side + name, { configurable: true, get: () => size });
}

export interface Mounted {
  readonly element: HTMLElement;
  redraw(node: ReactNode): Promise<void>;
}

const mounted: (() => Promise<void>)[] = [];

/** Draws into the page until the end of the test. */
export async function mount(node: ReactNode): Promise<Mounted> {
  const element = document.createElement("div");
  document.body.append(element);
  const root = createRoot(element);
  mounted.push(async () => {
    await act(async () => root.unmount());
    element.remove();
  });
  const redraw = (next: ReactNode) => act(async () => root.render(next));
  await redraw(node);
  return { element, redraw };
}

afterEach(async () => {
  for (const unmount of mounted.splice(0)) await unmount();
});

/** Lets effects, timers and answers come in. */
export async function settle(ms = 0): Promise<void> {
  await act(async () => new Promise((done) => setTimeout(done, ms)));
}

export async function press(target: Element, key: string, options: KeyboardEventInit = {}): Promise<void> {
  await act(async () => {
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options }));
  });
}

export async function click(target: Element): Promise<void> {
  await act(async () => {
    target.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  });
}

/** Types into a field as a person would, so that React hears of it. */
export async function type(field: HTMLInputElement | HTMLTextAreaElement, text: string): Promise<void> {
  const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  await act(async () => {
    Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
