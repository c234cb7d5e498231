import { CellError } from "../cell.ts";
import {
  type ReturnedTable,
  readMessage,
  type ScriptAnswer,
  type ScriptOutput,
  type ScriptQuery,
  type ToScript,
} from "./messages.ts";
import { offeredNames } from "./offered.ts";
import type { Script } from "./read-script.ts";
import type { SandboxedScript, ScriptSandbox } from "./sandbox.ts";

/** What a script may ask of the notebook, and what it is given. */
export interface ScriptHost {
  /** Inputs that the script uses as variables, by name. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Tables that it uses as variables. */
  readonly tables: readonly string[];
  readonly signal: AbortSignal;
  progress(text: string): void;
  /** The signal says that nobody waits any more. */
  query(query: ScriptQuery, signal: AbortSignal): Promise<ScriptAnswer>;
}

export interface ScriptEnd {
  readonly outputs: readonly ScriptOutput[];
  readonly table: ReturnedTable | null;
}

const mostWaiting = 256;
// Somewhat more than what an honest script's side lets through.
const mostOutputs = 1300;

/**
 * Runs a script in a sandbox to its end.
 * @throws CellError for what it throws, with the place; when it takes longer than its limit; when it breaks down.
 * The signal's reason when aborted
 */
export async function runScript(script: Script, sandbox: ScriptSandbox, host: ScriptHost): Promise<ScriptEnd> {
  host.signal.throwIfAborted();
  return await new Run(script, sandbox, host).ended;
}

class Run {
  readonly ended: Promise<ScriptEnd>;
  readonly #host: ScriptHost;
  readonly #sandboxed: SandboxedScript;
  readonly #over = new AbortController();
  readonly #outputs: ScriptOutput[] = [];
  #waiting = 0;
  /** Queries run one after another: the engine has one thread, and the page needs its turn. */
  #asking: Promise<unknown> = Promise.resolve();
  #resolve: (end: ScriptEnd) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(script: Script, sandbox: ScriptSandbox, host: ScriptHost) {
    this.#host = host;
    const names = new Set([...offeredNames, ...Object.keys(host.inputs), ...host.tables]);
    this.#sandboxed = sandbox.open(script.code, [...names], {
      message: (data) => this.#take(data),
      broken: (reason) => this.#reject(new CellError(reason)),
    });
    this.ended = this.#wait(script.seconds);
    this.#send({ type: "start", inputs: host.inputs, tables: host.tables });
  }

  async #wait(seconds: number): Promise<ScriptEnd> {
    const stop = () => this.#reject(this.#host.signal.reason);
    const late = setTimeout(() => this.#reject(new CellError(tooLong(seconds))), seconds * 1000);
    this.#host.signal.addEventListener("abort", stop);
    try {
      return await new Promise<ScriptEnd>((resolve, reject) => {
        this.#resolve = resolve;
        this.#reject = reject;
      });
    } finally {
      clearTimeout(late);
      this.#host.signal.removeEventListener("abort", stop);
      this.#sandboxed.close();
      this.#over.abort(new DOMException("the script is over", "AbortError"));
    }
  }

  #send(message: ToScript, transfer: readonly ArrayBuffer[] = []): void {
    this.#sandboxed.send(message, transfer);
  }

  #take(data: unknown): void {
    if (this.#over.signal.aborted) return;
    try {
      this.#obey(data);
    } catch (error) {
      this.#reject(error instanceof CellError ? error : new CellError(messageOf(error)));
    }
  }

  #obey(data: unknown): void {
    const message = readMessage(data);
    if (message.type === "query") void this.#answer(message);
    else if (message.type === "progress") this.#host.progress(message.text);
    else if (message.type === "output") this.#keep(message.output);
    else if (message.type === "done") this.#resolve({ outputs: this.#outputs, table: message.table });
    else throw new CellError(message.message, message.line === null ? {} : placeOf(message.line, message.column));
  }

  #keep(output: ScriptOutput): void {
    if (this.#outputs.length === mostOutputs) throw new Error("the script shows more than a cell can hold");
    this.#outputs.push(output);
  }

  async #answer(query: ScriptQuery): Promise<void> {
    const { id } = query;
    if (this.#waiting === mostWaiting)
      return this.#reject(new CellError(`more than ${mostWaiting} queries at once: wait for each with "await sql"`));
    this.#waiting++;
    const { signal } = this.#over;
    const answering = this.#asking.then(() => {
      signal.throwIfAborted();
      return this.#host.query(query, signal);
    });
    this.#asking = answering.catch(() => undefined);
    try {
      const answer = await answering;
      if (!this.#over.signal.aborted) this.#send({ type: "answer", id, answer }, [answer.buffer as ArrayBuffer]);
    } catch (error) {
      if (!this.#over.signal.aborted) this.#send({ type: "refused", id, message: messageOf(error) });
    } finally {
      this.#waiting--;
    }
  }
}

function tooLong(seconds: number): string {
  const more = Math.min(3600, seconds * 4);
  return `the script was not done within ${seconds} s and was stopped. If it needs longer, say so in a line of its own: // @timeout ${more}`;
}

function placeOf(line: number, column: number | null): { line: number; column?: number } {
  return column === null ? { line } : { line, column };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
