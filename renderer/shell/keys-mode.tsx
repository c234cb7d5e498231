import { useEffect, useState } from "react";
import { typingIn } from "./keyboard.ts";

type Mode = "command" | "edit";

/** Whether keys act on cells or go into a text, said in the status bar. */
export function KeysMode() {
  const mode = useMode();
  const title =
    mode === "edit"
      ? "Keys go into the text. Esc goes back to command mode"
      : "Single keys act on the selected cell. Enter edits it, ? shows all keys";
  return (
    <span className={`status-mode is-${mode}`} title={title}>
      {mode} mode
    </span>
  );
}

function useMode(): Mode {
  const [mode, setMode] = useState<Mode>("command");
  useEffect(() => {
    const look = () => setMode(["code", "field"].includes(typingIn(document.activeElement)) ? "edit" : "command");
    // The focus is still where it was while it leaves.
    const later = () => queueMicrotask(look);
    document.addEventListener("focusin", look);
    document.addEventListener("focusout", later);
    return () => {
      document.removeEventListener("focusin", look);
      document.removeEventListener("focusout", later);
    };
  }, []);
  return mode;
}
