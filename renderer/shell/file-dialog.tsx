import { useWorkbench } from "../use-state.ts";
import type { DialogRequest, Workbench } from "../workbench.ts";
import { MappingDialog } from "./mapping-dialog.tsx";
import { Modal } from "./modal.tsx";
import { OpenDialog } from "./open-dialog.tsx";
import { SaveDialog } from "./save-dialog.tsx";
import "./file-dialog.css";

/** Whichever dialog the workbench asks for. */
export function FileDialog({ workbench }: { workbench: Workbench }) {
  const { dialog } = useWorkbench(workbench);
  if (!dialog) return null;
  if (dialog.type === "open") return <OpenDialog workbench={workbench} request={dialog} />;
  if (dialog.type === "save") return <SaveDialog workbench={workbench} request={dialog} />;
  if (dialog.type === "map") return <MappingDialog request={dialog} />;
  return <ConfirmDialog request={dialog} />;
}

function ConfirmDialog({ request }: { request: Extract<DialogRequest, { type: "confirm" }> }) {
  const { title, text, confirm, answer } = request;
  return (
    <Modal title={title} className="confirm" head onClose={() => answer(false)}>
      <p className="confirm-text">{text}</p>
      <div className="dialog-foot">
        {/* Enter pressed by habit must not throw anything away. */}
        <button type="button" className="btn" data-first-focus onClick={() => answer(false)}>
          Cancel
        </button>
        <button type="button" className="btn primary" onClick={() => answer(true)}>
          {confirm}
        </button>
      </div>
    </Modal>
  );
}
