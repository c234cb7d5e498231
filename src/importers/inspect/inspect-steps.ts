import { isObject, type JsonObject } from "../json/json.ts";

/** What took time in a sample: a stretch that its events begin and end, or an event with a start and an end. */
export interface InspectStep {
  readonly id: string;
  readonly parent: InspectStep | null;
  readonly event: JsonObject;
  /** The tool's event, where this is the stretch around it. */
  call: JsonObject | null;
  /** When an event ended it, as written. */
  ended: unknown;
  /** What happened in it without taking time. */
  readonly events: JsonObject[];
}

const lasting = new Set<unknown>(["model", "tool", "subtask", "sandbox"]);

/**
 * The steps of a sample, in the order in which they began; the first one is the sample itself. Events say in which
 * stretch they fall; those of older logs do not, and fall into the one that is open.
 */
export function inspectSteps(sample: JsonObject, id: string): readonly InspectStep[] {
  const root = makeStep(id, null, sample);
  const walk = new Walk(id, root);
  const transcript = isObject(sample.transcript) ? sample.transcript.events : null;
  walk.events(sample.events ?? transcript, root);
  return walk.steps;
}

function makeStep(id: string, parent: InspectStep | null, event: JsonObject): InspectStep {
  return { id, parent, event, call: null, ended: undefined, events: [] };
}

class Walk {
  readonly steps: InspectStep[];
  private readonly prefix: string;
  private readonly root: InspectStep;
  private readonly byId = new Map<string, InspectStep>();

  constructor(prefix: string, root: InspectStep) {
    this.prefix = prefix;
    this.root = root;
    this.steps = [root];
  }

  events(events: unknown, around: InspectStep): void {
    const open = [around];
    for (const event of Array.isArray(events) ? events : []) {
      if (isObject(event)) this.event(event, open);
      else around.events.push({ event: "unknown", value: event });
    }
  }

  private event(event: JsonObject, open: InspectStep[]): void {
    const around = this.step(event.span_id) ?? open.at(-1) ?? this.root;
    if (event.event === "span_begin") this.begin(event);
    else if (event.event === "span_end") this.end(event, around);
    else if (event.event === "step") this.oldStep(event, open);
    else if (lasting.has(event.event)) this.last(event, around);
    else around.events.push(event);
  }

  private begin(event: JsonObject): void {
    const id = typeof event.id === "string" && event.id !== "" ? event.id : this.freshId(event);
    const step = this.add(id, this.step(event.parent_id) ?? this.root, event);
    this.byId.set(id, step);
  }

  private end(event: JsonObject, around: InspectStep): void {
    const step = this.step(event.id);
    if (step) step.ended = event.timestamp;
    else around.events.push(event);
  }

  private oldStep(event: JsonObject, open: InspectStep[]): void {
    if (event.action === "begin") open.push(this.add(this.freshId(event), open.at(-1) ?? this.root, event));
    else if (open.length > 1 && event.action === "end") (open.pop() as InspectStep).ended = event.timestamp;
    else (open.at(-1) ?? this.root).events.push(event);
  }

  /** A tool runs inside a stretch of its own name: one step for both, so that no call counts twice. */
  private last(event: JsonObject, around: InspectStep): void {
    if (event.event === "tool" && around.event.type === "tool" && around.event.event === "span_begin" && !around.call) {
      around.call = event;
      this.events(event.events, around);
    } else this.events(event.events, this.add(this.freshId(event), around, event));
  }

  private add(id: string, parent: InspectStep, event: JsonObject): InspectStep {
    const step = makeStep(id, parent, event);
    this.steps.push(step);
    return step;
  }

  private step(id: unknown): InspectStep | undefined {
    return typeof id === "string" ? this.byId.get(id) : undefined;
  }

  private freshId({ uuid }: JsonObject): string {
    return typeof uuid === "string" && uuid !== "" ? uuid : `${this.prefix}:${this.steps.length}`;
  }
}
