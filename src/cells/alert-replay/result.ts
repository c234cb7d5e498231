import type { AlertStep } from "../../analysis/alert-rule.ts";
import type { Estimate } from "../../analysis/estimate.ts";

export type Level = "flag" | "act";
export type Action = "none" | "review prompts and retrieval" | "re-index" | "retrain";

export interface Bounds {
  readonly direction: "up" | "down";
  readonly flag: number;
  readonly act: number;
}

/** One window of history. */
export interface HistoryWindow {
  /** ISO text, UTC. */
  readonly start: string;
  /** Null where it cannot be told, with the reason. */
  readonly value: number | null;
  readonly reason: string | null;
  readonly n: number | null;
  /** The mean of the last windows that the rule also looks at; the value itself where it looks at one. */
  readonly long: number | null;
  readonly isReference: boolean;
  readonly isAfterChange: boolean;
  readonly flag: AlertStep["state"];
  readonly act: AlertStep["state"];
}

/** A time during which an alert stood. */
export interface AlertEvent {
  readonly level: Level;
  /** The first window out of bounds, and the one in which it fired. */
  readonly since: string;
  readonly firedAt: string;
  /** The window in which it was taken back; null while it stands. */
  readonly clearedAt: string | null;
  readonly windows: number;
  readonly worst: number | null;
  readonly kind: "false alarm" | "detection" | "after the change" | "alarm";
}

/** How a rule did. */
export interface RuleFigures {
  readonly level: Level;
  readonly bound: number;
  readonly firedAt: string | null;
  /** From the change until it fired, in windows and in milliseconds. */
  readonly delay: number | null;
  readonly delayMs: number | null;
  readonly reason: string | null;
  /** Alerts on the reference windows alone. */
  readonly falseAlarms: number;
  readonly falseAlarmRate: Estimate;
}

export interface CurvePoint {
  readonly bound: number;
  readonly persist: number;
  readonly falseAlarms: number;
  readonly delay: number | null;
}

export interface AlertReplayResult {
  readonly measure: string;
  readonly of: string;
  readonly bounds: Bounds;
  readonly persist: number;
  readonly clear: number;
  readonly long: number;
  readonly windows: readonly HistoryWindow[];
  readonly change: { readonly at: string; readonly how: string } | null;
  /** How many windows there are without drift, and how they are known. */
  readonly reference: { readonly windows: number; readonly how: string };
  readonly unknown: number;
  readonly rules: readonly RuleFigures[];
  readonly events: readonly AlertEvent[];
  readonly curve: readonly CurvePoint[];
  readonly action: Action;
  readonly reason: string;
  readonly empty: string | null;
}
