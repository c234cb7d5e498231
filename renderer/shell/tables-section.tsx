import { useEffect, useState } from "react";
import type { TableInfo } from "../../src/notebook/tables.ts";
import { useSession } from "../use-state.ts";
import type { Workbench } from "../workbench.ts";
import { SideSection } from "./side-section.tsx";
import { whole } from "./source-rows.ts";

/** Every table that a cell can read, with its columns. */
export function TablesSection({ workbench }: { workbench: Workbench }) {
  const tables = useSession(workbench.session, (state) => state.tables);
  return (
    <SideSection title="Tables" id="side-tables">
      {tables.every((table) => table.rows === 0) && (
        <p className="side-empty">Tables fill when files are imported. Each named cell becomes one too.</p>
      )}
      <ul>
        {tables.map((table) => (
          <Table key={table.name} table={table} workbench={workbench} />
        ))}
      </ul>
    </SideSection>
  );
}

function Table({ table, workbench }: { table: TableInfo; workbench: Workbench }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <button
        type="button"
        className={open ? "side-row row-button is-open" : "side-row row-button"}
        aria-expanded={open}
        title={`${table.name}: ${whole(table.rows)} ${table.rows === 1 ? "row" : "rows"}, ${table.columns.length} ${table.columns.length === 1 ? "column" : "columns"}`}
        onClick={() => setOpen(!open)}
      >
        <span className="cut">{table.name}</span>
        <span className="num">{whole(table.rows)}</span>
      </button>
      {open && (
        <>
          <div className="side-actions is-sub">
            <button type="button" className="link" onClick={() => void workbench.queryTable(table.name)}>
              Query
            </button>
            <CopyName name={table.name} label="Copy name" />
          </div>
          <ul>
            {table.columns.map((column) => (
              <Column key={column.name} name={column.name} type={column.type} />
            ))}
          </ul>
        </>
      )}
    </li>
  );
}

function Column({ name, type }: { name: string; type: string }) {
  const { copied, copy } = useCopy();
  return (
    <li>
      <button
        type="button"
        className="side-row is-sub row-button"
        title={`${name} ${type}. Press to copy the name`}
        onClick={() => void copy(name)}
      >
        <span className="cut">{name}</span>
        <span className="side-type cut" aria-live="polite">
          {copied ?? type.toLowerCase()}
        </span>
      </button>
    </li>
  );
}

function CopyName({ name, label }: { name: string; label: string }) {
  const { copied, copy } = useCopy();
  return (
    <button type="button" className="link" onClick={() => void copy(name)}>
      {copied ?? label}
    </button>
  );
}

/** Copies text and says for a moment whether it worked. */
function useCopy() {
  const [copied, setCopied] = useState<string | null>(null);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(null), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (text: string) => {
    const done = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    setCopied(done ? "copied" : "not copied");
  };
  return { copied, copy };
}
