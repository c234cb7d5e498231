import type { CDPSession, Page } from "@playwright/test";

/** The most that a page and its workers held at once, in bytes. */
export interface HeapPeaks {
  /** Objects of JavaScript, page and workers together; between two collections, so some of it is garbage. */
  readonly objects: number;
  /** Buffers: what is on its way in typed arrays. WebAssembly's memory is not among them. */
  readonly buffers: number;
}

interface Usage {
  readonly usedSize: number;
  readonly backingStorageSize?: number;
}

/** Watches the heaps of a page and of each worker that it starts from now on (not of workers that those start). */
export async function watchHeaps(page: Page): Promise<{ stop(): Promise<HeapPeaks> }> {
  const session = await page.context().newCDPSession(page);
  const workers = new Set<string>();
  const answers = new Map<number, (usage: Usage | null) => void>();
  session.on("Target.attachedToTarget", ({ sessionId }) => workers.add(sessionId));
  session.on("Target.detachedFromTarget", ({ sessionId }) => workers.delete(sessionId));
  session.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result } = JSON.parse(message) as { id?: number; result?: Usage };
    if (id !== undefined) answers.get(id)?.(result ?? null);
  });
  await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const peaks = { objects: 0, buffers: 0 };
  let asked = 0;
  const ofWorker = (sessionId: string) => {
    const id = ++asked;
    const answer = new Promise<Usage | null>((resolve) => {
      answers.set(id, resolve);
      setTimeout(resolve, 1000, null);
    });
    const message = JSON.stringify({ id, method: "Runtime.getHeapUsage" });
    return session.send("Target.sendMessageToTarget", { sessionId, message }).then(
      () => answer,
      () => null,
    );
  };
  let watching = true;
  const watched = (async () => {
    while (watching) {
      const usages = await Promise.all([ofPage(session), ...[...workers].map(ofWorker)]);
      const sum = (of: (usage: Usage) => number) => usages.reduce((total, usage) => total + (usage ? of(usage) : 0), 0);
      peaks.objects = Math.max(
        peaks.objects,
        sum(({ usedSize }) => usedSize),
      );
      peaks.buffers = Math.max(
        peaks.buffers,
        sum(({ backingStorageSize }) => backingStorageSize ?? 0),
      );
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  })();
  return {
    async stop() {
      watching = false;
      await watched;
      await session.detach();
      return peaks;
    },
  };
}

async function ofPage(session: CDPSession): Promise<Usage | null> {
  return (await session.send("Runtime.getHeapUsage").catch(() => null)) as Usage | null;
}
