import type { FromScript, ToScript } from "../../../src/notebook/script/messages.ts";
import type { ScriptSandbox } from "../../../src/notebook/script/sandbox.ts";
import { beginScript, type ScriptBody } from "../../../src/notebook/script/script-runner.ts";

/**
 * Runs the scripts of a test in the test's own process: everything of a sandbox but its walls, which the browser has and
 * tests/e2e/script.spec.ts tries.
 */
export function inProcessSandbox(stats: object = {}): ScriptSandbox {
  return {
    open(body, names, listener) {
      let closed = false;
      let toScript: (message: ToScript) => void = () => undefined;
      const post = (message: FromScript, transfer: readonly ArrayBuffer[]) => {
        const copy: unknown = structuredClone(message, { transfer: [...transfer] });
        setImmediate(() => closed || listener.message(copy));
      };
      const onMessage = (listen: typeof toScript) => {
        toScript = listen;
      };
      // Three lines stand above the body, as in a worker any number may.
      const text = `"use strict";\n\nreturn [new Error().stack, async ({ ${names.join(", ")} }) => {{\n${body}\n}}]`;
      const [above, run] = new Function(text)() as [string, ScriptBody];
      beginScript({ post, onMessage }, run, above, stats);
      return {
        send(message, transfer = []) {
          const copy = structuredClone(message, { transfer: [...transfer] }) as ToScript;
          setImmediate(() => toScript(copy));
        },
        close() {
          closed = true;
        },
      };
    },
  };
}
