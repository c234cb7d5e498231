import { isObject, type JsonObject } from "../json/json.ts";
import { isEmpty } from "../spans/written-values.ts";
import { runId } from "./langsmith-fields.ts";

interface Half {
  readonly run: JsonObject;
  readonly line: number;
}

export type HalfKey = "post" | "patch";

/** Halves of runs that wait at once for the other one. */
const waitingAtMost = 20_000;

/**
 * The SDK sends a run twice: as a post when it begins, and as a patch when it ends, in one payload or in two. Here they
 * come together again, as the one record that they are.
 */
export class LangSmithPayloads {
  private readonly waiting: Readonly<Record<HalfKey, Map<string, Half>>> = { post: new Map(), patch: new Map() };
  private readonly give: (run: JsonObject, line: number) => void;

  constructor(give: (run: JsonObject, line: number) => void) {
    this.give = give;
  }

  /** False when a half had to be given for itself to make room for another. */
  take(key: HalfKey, run: JsonObject, line: number): boolean {
    const id = runId(run);
    const post = this.waiting.post.get(id);
    const patch = this.waiting.patch.get(id);
    const own = this.waiting[key];
    if (id === "") this.give(run, line);
    else if (key === "patch" && post) this.complete(id, merged(post.run, run), post.line);
    else if (key === "post" && patch) this.complete(id, merged(run, patch.run), line);
    else own.set(id, { run: merged(own.get(id)?.run ?? null, run), line });
    return own.size <= waitingAtMost || this.giveOldest(own);
  }

  /** Gives the runs whose other half did not come. */
  end(): void {
    for (const halves of Object.values(this.waiting)) {
      for (const { run, line } of halves.values()) this.give(run, line);
      halves.clear();
    }
  }

  private complete(id: string, run: JsonObject, line: number): void {
    this.waiting.post.delete(id);
    this.waiting.patch.delete(id);
    this.give(run, line);
  }

  private giveOldest(halves: Map<string, Half>): false {
    const [oldest] = halves;
    if (oldest) {
      halves.delete(oldest[0]);
      this.give(oldest[1].run, oldest[1].line);
    }
    return false;
  }
}

/** The later word counts, where it says anything. */
function merged(first: JsonObject | null, second: JsonObject): JsonObject {
  if (first === null) return second;
  const run: Record<string, unknown> = Object.assign(Object.create(null), first);
  for (const [key, value] of Object.entries(second)) {
    if (isEmpty(value)) continue;
    const before = run[key];
    run[key] = key === "extra" && isObject(before) && isObject(value) ? mergedExtra(before, value) : value;
  }
  return run;
}

function mergedExtra(first: JsonObject, second: JsonObject): JsonObject {
  const metadata = { ...objectOr(first.metadata), ...objectOr(second.metadata) };
  return { ...first, ...second, ...(isEmpty(metadata) ? {} : { metadata }) };
}

function objectOr(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
