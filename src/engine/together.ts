import type { Engine, Transaction } from "./engine.ts";

/** Does something in one transaction: all of it or, when it fails, nothing. */
export async function together<T>(
  engine: Pick<Engine, "begin">,
  work: (within: Transaction) => Promise<T>,
): Promise<T> {
  const within = await engine.begin();
  try {
    const result = await work(within);
    await within.commit();
    return result;
  } catch (error) {
    // What failed first is what counts.
    await within.rollback().catch(() => undefined);
    throw error;
  }
}
