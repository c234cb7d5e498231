import { useEffect, useState } from "react";
import type { Engine } from "../../src/engine/engine.ts";
import { literal } from "../../src/engine/sql.ts";
import { toObjects } from "../../src/engine/table-data.ts";
import type { Deployment } from "./timeline-data.ts";

/** What there is to choose from: attributes, deployments, and when the traces begin and end (milliseconds). */
export interface CohortChoices {
  readonly keys: readonly string[];
  readonly deployments: readonly Deployment[];
  readonly first: number;
  readonly last: number;
}

const columns = [
  "model",
  "prompt_version",
  "provider",
  "tenant",
  "user_id",
  "session_id",
  "service",
  "root_name",
  "name",
  "status",
];

async function readChoices(engine: Engine): Promise<CohortChoices> {
  const keys = await engine.query(`SELECT key FROM (SELECT unnest(map_keys(attributes)) AS key
    FROM (SELECT attributes FROM spans LIMIT 50000)) GROUP BY key ORDER BY count(*) DESC, key LIMIT 300`);
  const [extent] = toObjects(
    await engine.query("SELECT min(start_ns) // 1000000 AS first, max(start_ns) // 1000000 AS last FROM traces"),
  );
  const deployments = toObjects(
    await engine.query(`SELECT time_ns // 1000000 AS time, kind, name, version, changelog FROM deployments
      WHERE time_ns IS NOT NULL ORDER BY time_ns, name LIMIT 1000`),
  );
  const words = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    keys: [...columns, ...toObjects(keys).map(({ key }) => String(key))],
    deployments: deployments.map((row) => ({
      time: Number(row.time),
      kind: words(row.kind),
      name: words(row.name),
      version: words(row.version),
      changelog: words(row.changelog),
    })),
    first: Number(extent?.first ?? 0),
    last: Number(extent?.last ?? 0),
  };
}

/** Null until they are read. */
export function useCohortChoices(engine: Engine): CohortChoices | null {
  const [choices, setChoices] = useState<CohortChoices | null>(null);
  useEffect(() => {
    let current = true;
    readChoices(engine).then(
      (found) => current && setChoices(found),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [engine]);
  return choices;
}

async function readValues(engine: Engine, key: string): Promise<readonly string[]> {
  const plain = columns.includes(key);
  const table = key === "root_name" ? "traces" : "spans";
  const value = plain ? `"${key}"` : `attributes[${literal(key)}]`;
  const rows = await engine.query(`SELECT ${value} AS value FROM (SELECT * FROM ${table} LIMIT 200000)
    WHERE ${value} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 60`);
  return toObjects(rows).map((row) => String(row.value));
}

/** The commonest values of an attribute, to choose from. */
export function useAttributeValues(engine: Engine, key: string, known: readonly string[]): readonly string[] {
  const [values, setValues] = useState<readonly string[]>([]);
  const wanted = known.includes(key) ? key : "";
  useEffect(() => {
    setValues([]);
    if (!wanted) return;
    let current = true;
    readValues(engine, wanted).then(
      (found) => current && setValues(found),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [engine, wanted]);
  return values;
}
