import type { Models } from "../src/host.ts";
import type { AppWorkbench } from "./app-workbench.ts";

/** The host's models for one cell: nothing is asked any more once the cell or its notebook is gone. */
export function modelsOf({ host, session }: AppWorkbench, id: string): Models {
  return {
    endpoints: () => host.endpoints(),
    setEndpoint: (change) => host.setEndpoint(change),
    removeEndpoint: (name) => host.removeEndpoint(name),
    endpointModels: (name) => host.endpointModels(name),
    askModel: async (request, askId) => {
      if (session.state.held) throw new Error("the notebook is not trusted");
      if (!session.state.notebook.cells.some((cell) => cell.id === id)) throw new Error("the cell is gone");
      return host.askModel(request, askId);
    },
    cancelAsk: (askId) => host.cancelAsk(askId),
  };
}
