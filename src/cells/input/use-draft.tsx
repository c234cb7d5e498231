import { useEffect, useRef, useState } from "react";

/** How long a control waits for the next change before the cells that use it run. */
const pause = 200;

/**
 * What a control shows while it is being changed, ahead of the cell's result. `change` shows a value at once and hands
 * it on after a pause; `commit` hands on what is shown now. A gesture lasts until `commit`.
 */
export function useDraft<T>(value: T, set: (value: T, gesture: string) => void) {
  const [draft, setDraft] = useState<{ readonly value: T } | null>(null);
  const gesture = useRef(0);
  const pending = useRef<{ readonly value: T; readonly timer: ReturnType<typeof setTimeout> } | null>(null);
  const latest = useRef(set);
  latest.current = set;
  const key = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new result ends the draft that led to it
  useEffect(() => {
    if (!pending.current) setDraft(null);
  }, [key]);
  const handOn = () => {
    const waiting = pending.current;
    if (!waiting) return;
    clearTimeout(waiting.timer);
    pending.current = null;
    latest.current(waiting.value, `g${gesture.current}`);
  };
  useEffect(() => () => void (pending.current && clearTimeout(pending.current.timer)), []);
  return {
    shown: draft ? draft.value : value,
    change(next: T) {
      if (pending.current) clearTimeout(pending.current.timer);
      pending.current = { value: next, timer: setTimeout(handOn, pause) };
      setDraft({ value: next });
    },
    commit() {
      handOn();
      gesture.current++;
    },
  };
}
