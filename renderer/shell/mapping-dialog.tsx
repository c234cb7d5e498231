import { useMemo, useState } from "react";
import { columnsOf, type Mapping, type MappingTarget, type Role, roles } from "../../src/importers/mapping/mapping.ts";
import { guessColumns, looksOf } from "../../src/importers/mapping/mapping-guess.ts";
import type { DialogRequest } from "../workbench.ts";
import { answerWord, missingRole, previewTable, roleTitles, targets, withColumn } from "./mapping-roles.ts";
import { Modal } from "./modal.tsx";
import "./mapping-dialog.css";

interface MappingDialogProps {
  readonly request: Extract<DialogRequest, { type: "map" }>;
}

/** Asks what the columns of a table are, showing the rows that come of it. */
export function MappingDialog({ request }: MappingDialogProps) {
  const { name, preview, answer } = request;
  const [mapping, setMapping] = useState<Mapping | null>(request.mapping);
  const missing = mapping && missingRole(mapping);
  const guess = (to: MappingTarget): Mapping => {
    if (request.mapping?.to === to) return request.mapping;
    return { to, ...guessColumns(to, looksOf(preview.columns, preview.rows), preview.rows) };
  };
  return (
    <Modal title={`What is in ${name}?`} className="mapping" head onClose={() => answer(undefined)}>
      <div className="mapping-target">
        <span className="segmented">
          {targets.map(([target, title]) => (
            <button
              key={target}
              type="button"
              aria-pressed={mapping?.to === target}
              data-first-focus={mapping?.to === target || undefined}
              onClick={() => setMapping(guess(target))}
            >
              {title}
            </button>
          ))}
          <button type="button" aria-pressed={mapping === null} onClick={() => setMapping(null)}>
            A table
          </button>
        </span>
        <span className="soft">{wordOn(mapping)}</span>
      </div>
      {mapping ? (
        <div className="mapping-body">
          <Roles mapping={mapping} columns={preview.columns} onChange={setMapping} />
          <Made mapping={mapping} request={request} />
        </div>
      ) : (
        <p className="mapping-plain">
          It stays a table under its own name, with the columns {preview.columns.slice(0, 12).join(", ")}
          {preview.columns.length > 12 ? " and others" : ""}.
        </p>
      )}
      <div className="dialog-foot">
        <span className="mapping-missing">{missing}</span>
        <button type="button" className="btn" onClick={() => answer(undefined)}>
          Cancel
        </button>
        <button type="button" className="btn primary" disabled={missing !== null} onClick={() => answer(mapping)}>
          {answerWord(mapping)}
        </button>
      </div>
    </Modal>
  );
}

function wordOn(mapping: Mapping | null): string {
  if (!mapping) return "";
  return {
    scores: "Rows of scores: what people, judges or code said of an item.",
    embeddings: "Rows of embeddings: a vector for each text.",
    spans: "Rows of spans: one for each call, with its time, tokens and cost.",
  }[mapping.to];
}

const timeRoles = ["time", "end", "duration"] as const;

interface RolesProps {
  readonly mapping: Mapping;
  readonly columns: readonly string[];
  readonly onChange: (mapping: Mapping) => void;
}

function Roles({ mapping, columns, onChange }: RolesProps) {
  return (
    <div className="mapping-roles">
      {roles[mapping.to].map((role) => (
        <RoleField key={role} role={role} mapping={mapping} columns={columns} onChange={onChange} />
      ))}
      {mapping.to === "scores" && (
        <>
          <Choice
            title="The id names a"
            value={mapping.target ?? "sample"}
            choices={["sample", "trace", "span", "session"]}
            onChoose={(target) => onChange({ ...mapping, target })}
          />
          <Choice
            title="Scored by"
            value={mapping.source ?? "unknown"}
            choices={["human", "judge", "code", "unknown"]}
            onChoose={(source) => onChange({ ...mapping, source })}
          />
        </>
      )}
      {timeRoles.some((role) => columnsOf(mapping, role).length > 0) && (
        <Choice
          title="Unit of times"
          value={mapping.unit ?? "ms"}
          choices={["s", "ms", "µs", "ns"]}
          onChoose={(unit) => onChange({ ...mapping, unit })}
        />
      )}
    </div>
  );
}

interface RoleFieldProps extends RolesProps {
  readonly role: Role;
}

function RoleField({ role, mapping, columns, onChange }: RoleFieldProps) {
  const chosen = columnsOf(mapping, role);
  if (role === "score") return <ScoreColumns mapping={mapping} columns={columns} onChange={onChange} />;
  return (
    <label className="mapping-role">
      <span>{roleTitles[role]}</span>
      <select
        className="input"
        value={chosen[0] ?? ""}
        onChange={(event) => onChange(withColumn(mapping, role, event.target.value))}
      >
        <option value="">–</option>
        {columns.map((column) => (
          <option key={column}>{column}</option>
        ))}
      </select>
    </label>
  );
}

/** Every dimension has a column of its own, or all of them share one. */
function ScoreColumns({ mapping, columns, onChange }: RolesProps) {
  const chosen = columnsOf(mapping, "score");
  const toggle = (column: string) =>
    onChange(
      withColumn(
        mapping,
        "score",
        columns.filter((other) => chosen.includes(other) !== (other === column)),
      ),
    );
  return (
    <fieldset className="mapping-scores">
      <legend>{roleTitles.score}</legend>
      <div>
        {columns.map((column) => (
          <label key={column} className="cut">
            <input type="checkbox" checked={chosen.includes(column)} onChange={() => toggle(column)} /> {column}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface ChoiceProps<T extends string> {
  readonly title: string;
  readonly value: T;
  readonly choices: readonly T[];
  readonly onChoose: (value: T) => void;
}

function Choice<T extends string>({ title, value, choices, onChoose }: ChoiceProps<T>) {
  return (
    <label className="mapping-role">
      <span>{title}</span>
      <select className="input" value={value} onChange={(event) => onChoose(event.target.value as T)}>
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    </label>
  );
}

function Made({ mapping, request }: { mapping: Mapping; request: MappingDialogProps["request"] }) {
  const { rows } = request.preview;
  const table = useMemo(() => previewTable(mapping, rows), [mapping, rows]);
  const rest = table.made - table.rows.length;
  return (
    <div className="mapping-made">
      <p className="soft" role="status">
        {table.made} {mapping.to} come of the first {table.looked} rows. Columns without a role are kept beside them.
      </p>
      {table.problem && <p className="danger">{table.problem}</p>}
      <div className="mapping-table">
        <table>
          <thead>
            <tr>
              {table.names.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((cells, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a preview have no identity
              <tr key={index}>
                {cells.map((cell, at) => (
                  <td key={table.names[at]}>{cell.length > 80 ? `${cell.slice(0, 80)}…` : cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rest > 0 && <p className="soft">and {rest} more</p>}
    </div>
  );
}
