/** When a measure is out of bounds, and how long it must be so. */
export interface AlertRule {
  /** The bound of the long window: the change is material. */
  readonly long: number;
  /** The bound of the short window: it still goes on. The long window's unless given. */
  readonly short?: number;
  /** Whether a measure is out of bounds above them (PSI) or below them (similarity). Above unless given. */
  readonly side?: "above" | "below";
  /** Evaluations in a row with both windows out of bounds until the alert is raised; 3 unless given. */
  readonly persistence?: number;
  /** Evaluations in a row that are not so until it is taken back; 1 unless given. */
  readonly recovery?: number;
}

/** What the two windows measure at one evaluation; null when a window holds too few rows. */
export interface AlertEvaluation {
  readonly long: number | null;
  /** The long window's measure unless given. */
  readonly short?: number | null;
}

export interface AlertStep {
  /** Whether both windows are out of bounds; null when either cannot be told. */
  readonly breach: boolean | null;
  /** Breaches in a row up to here. */
  readonly run: number;
  /** Whether the run has reached the persistence. */
  readonly fires: boolean;
  /** Whether the alert stands: from the first step that fires until enough steps in a row are clear. */
  readonly raised: boolean;
  /** Whether it was raised here. */
  readonly isStart: boolean;
  readonly state: "clear" | "pending" | "alert" | "recovering" | "unknown";
}

/**
 * The two-window rule over a history of evaluations: an alert needs both windows out of bounds (strictly), for
 * `persistence` evaluations in a row. An evaluation that cannot be told breaks a run of breaches and a run of clear ones
 * alike, and neither raises an alert nor takes it back. O(evaluations).
 * Throws when persistence or recovery is no positive whole number or a bound is not finite.
 *
 *     alertSteps([{ long: 0.3 }, { long: 0.3 }, { long: 0.1 }], { long: 0.2, persistence: 2 });
 */
export function alertSteps(evaluations: readonly AlertEvaluation[], rule: AlertRule): AlertStep[] {
  const { persistence = 3, recovery = 1 } = rule;
  checkRule(rule);
  let [run, clear, raised] = [0, 0, false];
  return evaluations.map((evaluation) => {
    const breach = isBreach(evaluation, rule);
    run = breach ? run + 1 : 0;
    clear = breach === false ? clear + 1 : 0;
    const wasRaised = raised;
    const fires = run >= persistence;
    raised = fires || (raised && clear < recovery);
    return { breach, run, fires, raised, isStart: raised && !wasRaised, state: stateOf(breach, raised) };
  });
}

function stateOf(breach: boolean | null, raised: boolean): AlertStep["state"] {
  if (breach === null) return "unknown";
  if (raised) return breach ? "alert" : "recovering";
  return breach ? "pending" : "clear";
}

function isBreach(evaluation: AlertEvaluation, { long, short = long, side = "above" }: AlertRule): boolean | null {
  const measured = [evaluation.long, evaluation.short === undefined ? evaluation.long : evaluation.short];
  if (measured.some((value) => value === null || !Number.isFinite(value))) return null;
  const bounds = [long, short];
  return measured.every((value, place) => {
    const excess = (value as number) - (bounds[place] as number);
    return side === "above" ? excess > 0 : excess < 0;
  });
}

function checkRule({ long, short = long, persistence = 3, recovery = 1 }: AlertRule): void {
  for (const bound of [long, short]) if (!Number.isFinite(bound)) throw new Error(`alert rule: no bound: ${bound}`);
  for (const [name, count] of Object.entries({ persistence, recovery }))
    if (!(Number.isInteger(count) && count >= 1))
      throw new Error(`alert rule: ${name} must be a positive whole number: ${count}`);
}
