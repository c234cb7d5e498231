import { afterAll } from "vitest";
import { openEngine } from "../../main/engine.ts";
import type { Engine } from "../../src/engine/engine.ts";

/** A real engine for one test file, opened at the first use and closed after the last test. */
export function testEngine(): () => Promise<Engine> {
  let opened: Promise<Engine> | undefined;
  afterAll(async () => (await opened)?.close());
  return () => {
    opened ??= openEngine();
    return opened;
  };
}
