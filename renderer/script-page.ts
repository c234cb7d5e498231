import type { FromPage, ToPage } from "../src/notebook/script/remote.ts";
import type { SandboxedScript } from "../src/notebook/script/sandbox.ts";
import { packed, unpacked } from "../src/notebook/script/wire.ts";
import { pageSandbox } from "./script-sandbox.ts";

// A page of nothing but the sandbox, for the headless run: it asks its server what to do, and tells it what scripts say.

const running = new Map<number, SandboxedScript>();
/** One after the other, as they were said. */
let telling: Promise<unknown> = Promise.resolve();

// Ends when the server is gone.
for (;;) {
  const response = await fetch("next", { method: "POST" });
  if (response.status === 200) obey(unpacked(new Uint8Array(await response.arrayBuffer())) as ToPage);
  else if (response.status !== 204) throw new Error(`the server answered ${response.status}`);
}

function obey(order: ToPage): void {
  const { run } = order;
  if (order.type === "open") running.set(run, open(order));
  else if (order.type === "send") running.get(run)?.send(order.message);
  else {
    running.get(run)?.close();
    running.delete(run);
  }
}

function open({ run, body, names }: ToPage & { readonly type: "open" }): SandboxedScript {
  return pageSandbox.open(body, names, {
    message: (message) => tell({ run, type: "message", message }),
    broken: (reason) => tell({ run, type: "broken", reason }),
  });
}

function tell(message: FromPage): void {
  const body = sendable(message);
  telling = telling.then(() => fetch("told", { method: "POST", body }));
}

/** A script can send what no script sends, and is told so by whoever reads it. */
function sendable(message: FromPage): Uint8Array<ArrayBuffer> {
  try {
    return packed(message);
  } catch {
    return packed({ run: message.run, type: "message", message: null });
  }
}
