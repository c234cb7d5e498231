import { act, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach } from "vitest";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

let drawn: { root: Root; place: HTMLElement } | null = null;

afterEach(async () => {
  await act(async () => drawn?.root.unmount());
  drawn?.place.remove();
  drawn = null;
});

/** Draws into the document of this test, until its end. */
export async function draw(node: ReactNode): Promise<HTMLElement> {
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  drawn = { root, place };
  await act(async () => root.render(node));
  return place;
}

/** Does something and waits until what follows from it is drawn. */
export async function after(change: () => unknown, ms = 0): Promise<void> {
  await act(async () => {
    await change();
    await new Promise((done) => setTimeout(done, ms));
  });
}

/** The one element with these words: a button, an option, a link. */
export function saying(words: string | RegExp, within: ParentNode = document): HTMLElement {
  const fits = (text: string) => (typeof words === "string" ? text === words : words.test(text));
  const all = [...within.querySelectorAll<HTMLElement>("button, [role], input, a")];
  const found = all.filter((element) => fits(element.getAttribute("aria-label") ?? element.textContent.trim()));
  const [first] = found;
  if (!first || found.length > 1) throw new Error(`${found.length} elements say ${words}`);
  return first;
}

/** Types into a field as a person does, for React to hear. */
export async function type(field: Element | null, text: string): Promise<void> {
  if (!(field instanceof HTMLInputElement)) throw new Error("there is no such field");
  await after(() => {
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
    set?.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

export async function press(
  target: EventTarget | null,
  key: string,
  held: KeyboardEventInit = {},
): Promise<KeyboardEvent> {
  const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key;
  const event = new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true, ...held });
  await after(() => {
    target?.dispatchEvent(event);
    target?.dispatchEvent(new KeyboardEvent("keyup", { key, code, bubbles: true }));
  });
  return event;
}
