import { useWorkbench } from "../use-state.ts";
import type { Notice, Workbench } from "../workbench.ts";
import { Icon } from "./icons.tsx";
import "./notice-bar.css";

/** What must be read, until it is dismissed. */
export function NoticeBar({ workbench }: { workbench: Workbench }) {
  const { notice } = useWorkbench(workbench);
  if (!notice) return null;
  const failure = notice.tone === "error";
  return (
    <div className={failure ? "notice is-failure" : "notice"} role={failure ? "alert" : "status"}>
      <p>{notice.text}</p>
      {notice.action && (
        <button type="button" className="btn small" onClick={() => act(workbench, notice)}>
          {notice.action.label}
        </button>
      )}
      <button
        type="button"
        className="icon-btn small"
        aria-label="Dismiss"
        title="Dismiss"
        onClick={() => workbench.notify(null)}
      >
        <Icon name="close" size={14} />
      </button>
    </div>
  );
}

function act(workbench: Workbench, { action }: Notice): void {
  workbench.notify(null);
  void action?.run();
}
