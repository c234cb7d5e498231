import type { Detail, Live } from "../../src/cells/cell-kind.tsx";
import type { Engine } from "../../src/engine/engine.ts";
import type { Models } from "../../src/host.ts";
import { noFiles } from "../../src/notebook/notebook-files.ts";
import type { RowValues } from "../../src/widgets/table-column.tsx";

export interface SavedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly type: string;
}

export interface FakeLive extends Live {
  readonly saved: SavedFile[];
  readonly copied: string[];
  readonly opened: (readonly [traceId: string, spanId: string | undefined])[];
  readonly details: (Detail | null)[];
  readonly added: (readonly [kind: string, source: string])[];
  readonly sources: string[];
  readonly pinned: (readonly [of: string, rows: readonly RowValues[]])[];
}

const nobody = () => Promise.reject(new Error("there are no models here"));

const noModels: Models = {
  endpoints: async () => [],
  setEndpoint: nobody,
  removeEndpoint: nobody,
  endpointModels: nobody,
  askModel: nobody,
  cancelAsk: async () => undefined,
};

/** What a view can do in the app, on a real engine, written down instead of done. */
export function fakeLive(engine: Engine): FakeLive {
  const live = { saved: [], copied: [], opened: [], details: [], added: [], sources: [], pinned: [] } as Omit<
    FakeLive,
    keyof Live
  >;
  return {
    ...live,
    engine,
    openTrace: (traceId, spanId) => void live.opened.push([traceId, spanId]),
    showDetail: (detail) => void live.details.push(detail),
    addCell: (kind, source) => void live.added.push([kind, source]),
    pin: async (of, rows) => {
      live.pinned.push([of, rows]);
      return "Pinned.";
    },
    setSource: (source) => void live.sources.push(source),
    saveFile: async (name, bytes, type) => void live.saved.push({ name, bytes, type }),
    copy: async (text) => void live.copied.push(text),
    run: async () => undefined,
    work: (action) => action(),
    save: async () => false,
    files: noFiles,
    models: noModels,
  };
}
