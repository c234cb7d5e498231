import type { TableData } from "../../engine/table-data.ts";
import type { InputValue, TypedInput } from "../../notebook/cell.ts";
import { counted } from "../../widgets/format.ts";
import type { InputType, Scalar } from "./definition.ts";

export interface Choice {
  readonly value: Scalar;
  /** How many rows have it; null where the choices are not counted. */
  readonly rows: number | null;
}

export interface InputResult {
  readonly type: InputType;
  /** What it holds; of a date range the two ends, as they were written. */
  readonly value: InputValue;
  /** The engine's type of the value, of a list that of its items. */
  readonly valueType: string;
  /** What can be chosen; none but for selects. */
  readonly choices: readonly Choice[];
  /** How many choices there are beyond those. */
  readonly more: number;
  readonly min: number | string | null;
  readonly max: number | string | null;
  readonly step: number | null;
  /** What is odd about the value: "not among the choices that the data has now". */
  readonly note: string | null;
}

const endOfDay = " 23:59:59.999999";

/** The two ends of a date range as times: a bare date as the second end includes that whole day. */
function ends(value: InputValue): readonly [from: string, to: string] {
  const [from, to] = (value as readonly string[]).map((end) => end.replace("T", " ").replace("Z", "")) as [
    string,
    string,
  ];
  return [from.length === 10 ? `${from} 00:00:00` : from, to.length === 10 ? to + endOfDay : to];
}

/** The values that the cell gives to others, by name. */
export function inputValues(
  name: string,
  { type, value, valueType }: InputResult,
): Readonly<Record<string, TypedInput>> {
  if (type !== "date-range") return { [name]: { value, type: type === "multi-select" ? `${valueType}[]` : valueType } };
  const [from, to] = ends(value);
  return {
    [name]: { value: [from, to], type: "TIMESTAMP[]" },
    [`${name}_from`]: { value: from, type: "TIMESTAMP" },
    [`${name}_to`]: { value: to, type: "TIMESTAMP" },
  };
}

/** The value as a row: of a list a row for each item, of a date range its ends. */
export function table({ type, value, valueType }: InputResult): TableData {
  if (type === "date-range") {
    const columns = ["from", "to"].map((name) => ({ name, type: "TIMESTAMP" }));
    return { columns, rows: [ends(value)] };
  }
  const values = type === "multi-select" ? (value as readonly Scalar[]) : [value as Scalar];
  return { columns: [{ name: "value", type: valueType }], rows: values.map((item) => [item]) };
}

/** The value in a few words. */
export function words({ type, value, choices, more }: InputResult): string {
  if (type === "toggle") return value ? "on" : "off";
  if (type === "date-range") return (value as readonly string[]).join(" to ");
  if (value === null) return "nothing to choose";
  if (type !== "multi-select") return value === "" ? "empty" : String(value);
  const chosen = value as readonly Scalar[];
  if (chosen.length > 0 && chosen.length <= 3) return chosen.join(", ");
  return `${chosen.length} of ${counted(choices.length + more, "choice")}`;
}
