import type { Live } from "../src/cells/cell-kind.tsx";
import { notebookFiles } from "../src/notebook/notebook-files.ts";
import type { AppWorkbench } from "./app-workbench.ts";
import { modelsOf } from "./models.ts";
import { pinRowsBelow } from "./pin-finding.ts";
import { saveFile } from "./save-file.ts";

/** What the view of a cell can do in the window. */
export function liveOf(workbench: AppWorkbench, id: string): Live {
  return {
    engine: workbench.session.engine,
    openTrace: (traceId, spanId) => void workbench.openTrace(id, traceId, spanId),
    showDetail: (detail) => workbench.showDetail(detail),
    addCell: (kind, source) => void workbench.addCell(kind, source, id).then((added) => workbench.revealCell(added)),
    pin: (of, rows, columns) => pinRowsBelow(workbench, id, of, rows, columns),
    setSource: (source, gesture) =>
      void workbench.session.setSource(id, source, gesture).then(() => workbench.session.run([id])),
    saveFile: (name, bytes, type) => saveFile(workbench.host, name, new Blob([bytes as BlobPart], { type })),
    copy: (text) => navigator.clipboard.writeText(text),
    run: () => workbench.session.run([id]),
    work: (action, stop) => workbench.work(action, stop),
    save: () => workbench.save(),
    files: notebookFiles(workbench.host, () => workbench.state.path),
    models: modelsOf(workbench, id),
  };
}
