import { type RefObject, useEffect, useState } from "react";

const ahead = "600px";

/**
 * Whether an element is or once was in view, or less than a screen away from it: what is costly to make (an editor, a
 * chart) waits for that.
 */
export function useNear(element: RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(() => typeof IntersectionObserver === "undefined");
  useEffect(() => {
    if (near || !element.current) return;
    return whenNear(element.current, () => setNear(true));
  }, [near, element]);
  return near;
}

const waiting = new Map<Element, () => void>();
/** One for all that wait: a browser goes through each observer in every frame. */
let observer: IntersectionObserver | null = null;

function whenNear(element: Element, come: () => void): () => void {
  observer ??= newObserver();
  waiting.set(element, come);
  observer.observe(element);
  return () => {
    waiting.delete(element);
    observer?.unobserve(element);
  };
}

function newObserver(): IntersectionObserver {
  // Of a scrolled column the margin of the window says nothing: that is what `scrollMargin` is for.
  const options: IntersectionObserverInit & { scrollMargin: string } = { rootMargin: ahead, scrollMargin: ahead };
  return new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) waiting.get(target)?.();
  }, options);
}
