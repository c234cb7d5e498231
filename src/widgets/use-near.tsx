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
    // Of a scrolled column the margin of the window says nothing: that is what `scrollMargin` is for.
    const options: IntersectionObserverInit & { scrollMargin: string } = { rootMargin: ahead, scrollMargin: ahead };
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setNear(true);
    }, options);
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [near, element]);
  return near;
}
