import type { TableInfo } from "../../src/notebook/tables.ts";
import { formatDuration } from "../../src/traces/format-duration.ts";
import type { Command } from "../commands.ts";
import type { Workbench } from "../workbench.ts";
import { type FoundTrace, waterfallSource } from "./find-traces.ts";
import { fuzzyMatch } from "./fuzzy-match.ts";
import { runCommand, shownKeys } from "./keyboard.ts";
import { commandsOf, inGroups } from "./shell-commands.ts";
import { momentText } from "./time-text.ts";
import { countText } from "./timeline-text.ts";

/** One line of the palette. */
export interface Item {
  readonly id: string;
  readonly title: string;
  /** Characters of the title that were typed. */
  readonly marks: readonly number[];
  readonly note: string;
  readonly keys: string | null;
  readonly failed?: boolean;
  readonly run: () => void;
}

export interface Section {
  readonly name: string;
  readonly items: readonly Item[];
}

/** Commands by group while nothing is typed; then whatever answers, the best first. */
export function paletteSections(
  workbench: Workbench,
  query: string,
  tables: readonly TableInfo[],
  traces: readonly FoundTrace[],
): readonly Section[] {
  const commands = commandsOf(workbench).filter((command) => command.enabled() && command.id !== "command-palette");
  if (query.trim() === "")
    return inGroups(commands).map(({ name, commands }) => ({
      name,
      items: commands.map((command) => commandItem(workbench, command, [])),
    }));
  const sections = [
    { name: "Commands", items: foundCommands(workbench, commands, query) },
    { name: "Tables", items: foundTables(workbench, tables, query) },
    { name: "Traces", items: traces.map((trace) => traceItem(workbench, trace)) },
  ];
  return sections.filter(({ items }) => items.length > 0);
}

function foundCommands(workbench: Workbench, commands: readonly Command[], query: string): Item[] {
  return commands
    .flatMap((command) => {
      const match = fuzzyMatch(query, command.title);
      if (match) return [{ command, ...match }];
      // "view dark": the group's name helps to find, but is not marked in the title.
      const grouped = fuzzyMatch(query, `${command.group} ${command.title}`);
      return grouped ? [{ command, score: grouped.score - 60, marks: [] }] : [];
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, 12)
    .map(({ command, marks }) => commandItem(workbench, command, marks));
}

function commandItem(workbench: Workbench, command: Command, marks: readonly number[]): Item {
  return {
    id: command.id,
    title: command.title,
    marks,
    note: "",
    keys: command.keys && shownKeys(command.keys),
    run: () => void runCommand(workbench, command),
  };
}

function foundTables(workbench: Workbench, tables: readonly TableInfo[], query: string): Item[] {
  return tables
    .flatMap((table) => {
      const match = fuzzyMatch(query, table.name);
      return match && match.score > 0 ? [{ table, ...match }] : [];
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, 6)
    .map(({ table, marks }) => ({
      id: `table ${table.name}`,
      title: table.name,
      marks,
      note: `query ${countText(table.rows, "rows")}`,
      keys: null,
      run: () => void workbench.queryTable(table.name),
    }));
}

function traceItem(workbench: Workbench, trace: FoundTrace): Item {
  const { traceId, rootName, startMs, durationMs, spans, failed } = trace;
  const start = startMs === null ? "" : momentText(startMs - (startMs % 1000));
  const note = [traceId.slice(0, 8), start, formatDuration(durationMs), countText(spans, "spans")];
  return {
    id: `trace ${traceId}`,
    title: rootName,
    marks: [],
    note: note.filter(Boolean).join(" · "),
    keys: null,
    failed,
    run: () => void openTrace(workbench, traceId),
  };
}

async function openTrace(workbench: Workbench, traceId: string): Promise<void> {
  workbench.revealCell(await workbench.addCell("waterfall", waterfallSource(traceId)));
}
