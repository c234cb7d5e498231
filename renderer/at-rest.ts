import type { Activity } from "../src/engine/engine.ts";

export interface AtRest {
  /** Somebody did something: what is under way is stopped, and begins anew after the next rest. */
  disturb(): void;
  end(): void;
}

/**
 * Does work that nobody has asked for once the engine has rested for a while and nothing has disturbed it. It is done
 * after each rest, so it has to see for itself whether there is something to do; once it has failed it is done no more.
 */
export function whileAtRest(activity: Activity, work: (signal: AbortSignal) => Promise<void>, ms: number): AtRest {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let working: AbortController | null = null;
  const wait = () => {
    clearTimeout(timer);
    if (!working && activity.running.length === 0) timer = setTimeout(begin, ms);
  };
  const leave = activity.subscribe(wait);
  const end = () => {
    clearTimeout(timer);
    leave();
    working?.abort();
  };
  const begin = async () => {
    working = new AbortController();
    const { signal } = working;
    const failed = await work(signal).then(
      () => false,
      () => !signal.aborted,
    );
    working = null;
    if (failed) end();
    else if (signal.aborted) wait();
  };
  wait();
  return {
    disturb: () => {
      working?.abort();
      wait();
    },
    end,
  };
}
