import { Bar } from "./bar.tsx";
import { nameOf } from "./dropped-files.ts";
import { useSession, useWorkbench } from "./use-state.ts";
import type { Workbench } from "./workbench.ts";

/** Says that another program has written or removed the notebook's file. */
export function DiskBar({ workbench }: { workbench: Workbench }) {
  const { path, disk } = useWorkbench(workbench);
  const changed = useSession(workbench.session, (state) => state.changed);
  if (disk === "same" || path === null) return null;
  const gone = disk === "gone";
  const risk = changed ? "Reloading drops what you have changed here." : "You have changed nothing here since.";
  return (
    <Bar
      label="File on disk"
      title={gone ? `${nameOf(path)} is no longer there.` : `${nameOf(path)} was changed by another program.`}
      lines={[gone ? "It was removed or renamed. What is open here is whole: Save writes it again." : risk]}
    >
      {!gone && (
        <button type="button" className="btn primary" onClick={() => void workbench.reload()}>
          Reload
        </button>
      )}
      <button type="button" className="btn" onClick={() => void workbench.keepMine()}>
        Keep mine
      </button>
    </Bar>
  );
}
