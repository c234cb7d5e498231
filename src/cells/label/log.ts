import { z } from "zod";

// The log is a file of lines beside the notebook that only ever grows. What stands in it is what somebody did; how
// things stand is folded from it. A line that a crash cut short is told and left.

const base = { cell: z.string(), time: z.string() };
const byRater = { ...base, rater: z.string().min(1), item: z.string() };
const value = z.union([z.number(), z.string()]);

const drawEvent = z.object({
  ...base,
  type: z.literal("draw"),
  design: z.string(),
  seed: z.number(),
  /** How many items there were to draw from. */
  population: z.number(),
  strata: z.array(z.object({ stratum: z.string(), size: z.number(), drawn: z.number() })),
});

const labelEvent = z.object({
  ...byRater,
  type: z.literal("label"),
  rubric: z.string(),
  values: z.record(z.string(), value),
  note: z.string().default(""),
  unsure: z.boolean().default(false),
  /** Seconds that the item was on the screen. */
  seconds: z.number().nonnegative(),
  /** What the judge had said was on the screen before. */
  seen: z.boolean().default(false),
  /** The sides of a pair had changed places; `values` speak of the places as the data has them. */
  swapped: z.boolean().default(false),
  stratum: z.string().default(""),
  weight: z.number().nullable().default(null),
});

const asideEvent = z.object({
  ...byRater,
  type: z.enum(["skip", "broken"]),
  note: z.string().default(""),
  seconds: z.number().nonnegative(),
});

const undoEvent = z.object({ ...byRater, type: z.literal("undo") });

const event = z.discriminatedUnion("type", [drawEvent, labelEvent, asideEvent, undoEvent]);

/** A value for each dimension. */
export type Values = Readonly<Record<string, number | string>>;

export type LabelEvent = z.output<typeof event>;
export type Labelled = z.output<typeof labelEvent>;
export type SetAside = z.output<typeof asideEvent>;
export type Drawn = z.output<typeof drawEvent>;

/** Who settles what raters disagree on writes under this name. */
export const adjudicator = "adjudicated";

export function lineOf(event: LabelEvent): string {
  return JSON.stringify(event);
}

/** The events in lines of a log, and what cannot be read, with its place. */
export function readLog(lines: readonly string[], name: string): { events: LabelEvent[]; problems: string[] } {
  const events: LabelEvent[] = [];
  const problems: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (!line.trim()) continue;
    const read = readLine(line);
    if (typeof read === "string") problems.push(`${name}, line ${index + 1}: ${read}`);
    else events.push(read);
  }
  return { events, problems };
}

function readLine(line: string): LabelEvent | string {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return "not whole JSON; the line is left out";
  }
  const parsed = event.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `not a label: ${issue?.path.join(".") || "type"}: ${issue?.message ?? ""}`;
}

/** How things stand with one item for one rater. */
export interface Standing {
  readonly now: Labelled | SetAside | null;
  /** Earlier labels that were replaced, oldest first; undone ones are not among them. */
  readonly before: readonly Labelled[];
}

/** Item → rater → how things stand. An undo takes back that rater's last deed on that item. */
export type Standings = ReadonlyMap<string, ReadonlyMap<string, Standing>>;

/** Folds a cell's events, in their order. */
export function standings(events: readonly LabelEvent[]): Standings {
  const deeds = new Map<string, Map<string, (Labelled | SetAside)[]>>();
  for (const one of events) {
    if (one.type === "draw") continue;
    const ofItem = deeds.get(one.item) ?? new Map<string, (Labelled | SetAside)[]>();
    const ofRater = ofItem.get(one.rater) ?? [];
    if (one.type === "undo") ofRater.pop();
    else ofRater.push(one);
    deeds.set(one.item, ofItem.set(one.rater, ofRater));
  }
  return new Map(
    [...deeds].map(([item, ofItem]) => [item, new Map([...ofItem].map(([rater, done]) => [rater, standing(done)]))]),
  );
}

function standing(done: readonly (Labelled | SetAside)[]): Standing {
  const before = done.slice(0, -1).filter((one): one is Labelled => one.type === "label");
  return { now: done.at(-1) ?? null, before };
}

/** The label in force, or null. */
export function labelOf(of: Standings, item: string, rater: string): Labelled | null {
  const now = of.get(item)?.get(rater)?.now;
  return now?.type === "label" ? now : null;
}
