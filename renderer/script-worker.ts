import type { FromScript, ToScript } from "../src/notebook/script/messages.ts";
import { beginScript, type ScriptBody } from "../src/notebook/script/script-runner.ts";

// The beginning of every script's worker. It is built as one file and fetched as text by script-sandbox.ts, which puts
// the script at its end.

/** Everything that src/analysis gives, under its own name. */
const analysis = import.meta.glob<Readonly<Record<string, unknown>>>("../src/analysis/*.ts", { eager: true });
const stats = Object.freeze(Object.assign({}, ...Object.values(analysis)));

const worker = self as unknown as {
  startScript?: (above: string, body: ScriptBody) => void;
  onmessage: ((event: MessageEvent) => void) | null;
};

worker.startScript = (above, body) => {
  delete worker.startScript;
  worker.onmessage = ({ ports: [port] }) => {
    worker.onmessage = null;
    if (port) begin(port, above, body);
  };
};

function begin(port: MessagePort, above: string, body: ScriptBody): void {
  const line = {
    post: (message: FromScript, transfer: readonly ArrayBuffer[]) => port.postMessage(message, [...transfer]),
    onMessage: (listen: (message: ToScript) => void) => {
      port.onmessage = ({ data }: MessageEvent<ToScript>) => listen(data);
    },
  };
  beginScript(line, body, above, stats);
}
