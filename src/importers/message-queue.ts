import type { ImportMessage } from "./importer.ts";

/** Carries messages from an importer that pushes to a reader that pulls, and lets neither run far ahead. */
export class MessageQueue {
  #messages: ImportMessage[] = [];
  #batches = 0;
  #ended = false;
  #wakeReader: (() => void) | null = null;
  #wakeWriter: (() => void) | null = null;

  constructor(readonly mostBatches: number) {}

  push(message: ImportMessage): void {
    this.#messages.push(message);
    if (message.type === "batch") this.#batches++;
    this.#wakeReader?.();
  }

  /** Drops the rows that nobody has taken yet. */
  dropBatches(): void {
    this.#messages = this.#messages.filter((message) => message.type !== "batch");
    this.#batches = 0;
  }

  /** Resolves when there is room for more batches. */
  async room(): Promise<void> {
    while (this.#batches > this.mostBatches && !this.#ended)
      await new Promise<void>((resolve) => {
        this.#wakeWriter = resolve;
      });
  }

  /** No message will come any more, or none will be taken any more. */
  end(): void {
    this.#ended = true;
    this.#wakeReader?.();
    this.#wakeWriter?.();
  }

  async *messages(): AsyncGenerator<ImportMessage> {
    for (;;) {
      const message = this.#messages.shift();
      if (message) yield this.#taken(message);
      else if (this.#ended) return;
      else
        await new Promise<void>((resolve) => {
          this.#wakeReader = resolve;
        });
    }
  }

  #taken(message: ImportMessage): ImportMessage {
    if (message.type === "batch") this.#batches--;
    this.#wakeWriter?.();
    return message;
  }
}
