import type { Activity } from "../src/engine/engine.ts";

/** Resolves once nothing has run for so many milliseconds. */
export function rested(activity: Activity, ms: number): Promise<void> {
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (activity.running.length === 0) timer = setTimeout(done, ms);
    };
    const leave = activity.subscribe(look);
    const done = () => {
      leave();
      resolve();
    };
    look();
  });
}
