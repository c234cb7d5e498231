import { afterAll } from "vitest";
import { openEngine } from "../../main/engine.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { createStore } from "../../src/notebook/store.ts";

/** A real engine for one test file, opened at the first use and closed after the last test. */
export function testEngine(): () => Promise<Engine> {
  return once(openEngine);
}

/** The same with an empty store, which every cell meets: a test that runs first must not depend on those after it. */
export function testStore(): () => Promise<Engine> {
  return once(async () => {
    const engine = await openEngine();
    await createStore(engine);
    return engine;
  });
}

function once(open: () => Promise<Engine>): () => Promise<Engine> {
  let opened: Promise<Engine> | undefined;
  afterAll(async () => (await opened)?.close());
  return () => {
    opened ??= open();
    return opened;
  };
}
