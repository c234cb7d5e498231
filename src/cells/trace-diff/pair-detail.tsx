import { useEffect, useState } from "react";
import { literal } from "../../engine/sql.ts";
import { type Plain, toObjects } from "../../engine/table-data.ts";
import { formatNanoseconds } from "../../traces/format-duration.ts";
import { groupDigits } from "../../widgets/format.ts";
import type { Live } from "../cell-kind.tsx";
import type { DiffRow, DiffSpan, DiffTrace } from "./result.ts";

interface PairDetailProps {
  readonly row: DiffRow;
  readonly traces: readonly [DiffTrace, DiffTrace];
  readonly live: Live;
}

type Texts = readonly (readonly [name: string, first: string | null, second: string | null])[];

/** Both spans of a row, field by field; what differs is marked. */
export function PairDetail({ row, traces, live }: PairDetailProps) {
  const texts = useTexts(live, row, traces);
  const sides = [row.first, row.second] as const;
  const facts: Texts = [...figures(row.first, row.second), ...texts];
  return (
    <div className="trace-diff-detail">
      <div className="trace-diff-buttons">
        {sides.map((span, n) => {
          const trace = traces[n];
          if (!span || !trace) return null;
          return (
            <button
              key={trace.id}
              type="button"
              className="btn small"
              onClick={() => live.openTrace(trace.id, span.id)}
            >
              Open the {n === 0 ? "first" : "second"}
            </button>
          );
        })}
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col" />
            <th scope="col" className="is-reference">
              first
            </th>
            <th scope="col" className="is-current">
              second
            </th>
          </tr>
        </thead>
        <tbody>
          {facts.map(([name, first, second]) => (
            <tr key={name} className={first !== second ? "is-different" : undefined}>
              <th scope="row">{name}</th>
              <td>{first ?? "–"}</td>
              <td>{second ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function figures(first: DiffSpan | null, second: DiffSpan | null): Texts {
  const each = (name: string, read: (span: DiffSpan) => string | null) =>
    [name, first && read(first), second && read(second)] as const;
  return [
    each("begins after", ({ start }) => formatNanoseconds(start)),
    each("duration", ({ start, end }) => formatNanoseconds(end - start)),
    each("status", ({ status }) => status),
    each("model", ({ model }) => model),
    each("tokens", ({ tokens }) => (tokens === null ? null : groupDigits(tokens))),
    each("cost, USD", ({ costUsd }) => (costUsd === null ? null : String(costUsd))),
  ].filter(([, a, b]) => a !== null || b !== null);
}

const longest = 3000;
const mostAttributes = 60;

/** Arguments, results and the attributes that differ, read when they are asked for. */
function useTexts(live: Live, { first, second }: DiffRow, traces: PairDetailProps["traces"]): Texts {
  const [texts, setTexts] = useState<Texts>([]);
  const [a, b] = [first?.id ?? null, second?.id ?? null];
  useEffect(() => {
    let current = true;
    const read = async (trace: DiffTrace, span: string | null) =>
      span === null ? null : await readSpan(live, trace.id, span);
    Promise.all([read(traces[0], a), read(traces[1], b)]).then(
      ([one, other]) => current && setTexts(compared(one, other)),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [live, traces, a, b]);
  return texts;
}

type Span = Readonly<Record<string, Plain>>;

async function readSpan(live: Live, trace: string, span: string): Promise<Span | null> {
  const cut = (column: string) => `left(${column}, ${longest}) AS ${column}`;
  const sql = `SELECT ${["input", "output", "status_message"].map(cut).join(", ")}, map_keys(attributes) AS keys,
    list_transform(map_values(attributes), lambda v: left(v, 300)) AS "values"
    FROM spans WHERE trace_id = ${literal(trace)} AND span_id = ${literal(span)} LIMIT 1`;
  return toObjects(await live.engine.query(sql))[0] ?? null;
}

function compared(first: Span | null, second: Span | null): Texts {
  const word = (span: Span | null, name: string) => (typeof span?.[name] === "string" ? String(span[name]) : null);
  const plain = [
    ["arguments", "input"],
    ["result", "output"],
    ["message", "status_message"],
  ].map(([name, column]) => [name as string, word(first, column as string), word(second, column as string)] as const);
  const [before, after] = [attributesOf(first), attributesOf(second)];
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  const different = keys.filter((key) => before.get(key) !== after.get(key)).slice(0, mostAttributes);
  const attributes = different.map((key) => [key, before.get(key) ?? null, after.get(key) ?? null] as const);
  return [...plain.filter(([, a, b]) => a !== null || b !== null), ...attributes];
}

function attributesOf(span: Span | null): ReadonlyMap<string, string> {
  const { keys, values } = span ?? {};
  if (!Array.isArray(keys) || !Array.isArray(values)) return new Map();
  return new Map(keys.map((key, place) => [String(key), String(values[place])]));
}
