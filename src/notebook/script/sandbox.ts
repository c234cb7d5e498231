/** A place where a script can do no harm: no network, no storage, no page. */
export interface ScriptSandbox {
  /**
   * Starts a worker of its own for a script.
   * @param body of `async (offered) => …`, line for line
   * @param names that `offered` has and the body uses
   */
  open(body: string, names: readonly string[], listener: SandboxListener): SandboxedScript;
}

export interface SandboxListener {
  /** Something that the script sent, which may be anything. */
  message(data: unknown): void;
  /** The sandbox is gone, or never came to be. */
  broken(reason: string): void;
}

export interface SandboxedScript {
  send(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Ends the script within milliseconds, whatever it is doing. Nothing is heard of it any more. */
  close(): void;
}

/**
 * A script as the end of the worker's text, whose beginning defines `startScript`: see script-runner.ts. The body is a
 * block of its own, so that it may declare names that it is also offered.
 */
export function workerEnd(body: string, names: readonly string[]): string {
  return `\nstartScript(new Error().stack, async ({ ${names.join(", ")} }) => {{\n${body}\n}});\n`;
}
