import type { Table } from "apache-arrow";
import { toObjects } from "../../engine/table-data.ts";
import { counted } from "../../widgets/format.ts";
import { type Action, changedNames, objectKind } from "../sql-verbs.ts";

/** What a statement without rows did: "Inserted 3 rows into notes." */
export function whatItDid(action: Action, answer: Table): string {
  const name = changedNames(action)[0]?.name ?? "";
  const kind = objectKind(action);
  const count = toObjects(answer)[0]?.Count;
  const rows = count === undefined ? "" : counted(Number(count), "row");
  switch (action.verb) {
    case "create":
      return `Created ${kind} ${name}${kind === "table" && rows ? `, ${rows}` : ""}.`;
    case "insert":
      return `Inserted ${rows} into ${name}.`;
    case "merge":
      return `Merged ${rows} into ${name}.`;
    case "update":
      return `Changed ${rows} of ${name}.`;
    case "delete":
    case "truncate":
      return `Deleted ${rows} of ${name}.`;
    case "drop":
      return `Dropped ${kind} ${name}.`;
    default:
      return `Ran ${action.verb.toUpperCase()}${name ? ` on ${name}` : ""}.`;
  }
}
