import type { Session } from "../../../src/notebook/session.ts";

/** Four weeks of an agent whose warehouse query becomes slow on 20 April, written straight into the store. */
export async function fillStore(session: Session): Promise<void> {
  const { engine } = session;
  const day = 86_400_000_000_000n;
  const begin = BigInt(Date.UTC(2026, 3, 1)) * 1_000_000n;
  await engine.query(`
    INSERT INTO store.spans (trace_id, span_id, parent_span_id, name, kind, start_ns, end_ns, status, source_id)
    WITH traces AS (
      SELECT t, d, ${begin} + d * ${day} + (hash(t) % 50000000000000)::BIGINT + 25000000000000 AS start_ns
      FROM (SELECT i AS d, unnest(generate_series(i * 100, i * 100 + 8 + (hash(i) % 7)::BIGINT - CASE WHEN i % 7 > 4 THEN 6 ELSE 0 END)) AS t
            FROM generate_series(0, 27) AS days(i))
    ), steps AS (
      SELECT unnest(['answer question', 'plan', 'retrieve schema docs', 'write SQL', 'warehouse.query', 'synthesise answer']) AS name,
        unnest(['AGENT', 'LLM', 'RETRIEVER', 'LLM', 'TOOL', 'LLM']) AS kind, unnest(range(6)) AS step
    )
    SELECT md5(t::VARCHAR), substr(md5(t::VARCHAR || step::VARCHAR), 1, 16),
      CASE WHEN step = 0 THEN NULL ELSE substr(md5(t::VARCHAR || '0'), 1, 16) END, name, kind,
      start_ns + step * 2000000000, start_ns + step * 2000000000 + CASE
        WHEN step = 0 THEN 40000000000 + CASE WHEN d > 19 AND hash(t) % 3 = 0 THEN 180000000000 ELSE 0 END
        WHEN step = 4 THEN 6000000000 + CASE WHEN d > 19 AND hash(t) % 3 = 0 THEN 180000000000 ELSE 0 END
        ELSE 1500000000 END,
      CASE WHEN hash(t) % 23 = 0 AND step IN (0, 4) THEN 'ERROR' ELSE 'OK' END, 1
    FROM traces, steps`);
  await engine.query(`INSERT INTO store.deployments (time_ns, kind, name, version, changelog, source_id)
    SELECT ${begin} + moment::BIGINT, kind, name, version, changelog, 4 FROM (VALUES
      (${9n * day}, 'prompt', 'write-sql', '3.1', 'one more rule about date columns'),
      (${19n * day + day / 2n}, 'config', 'warehouse.size', 'x-small', 'default size large to x-small'),
      (${23n * day + day / 3n}, 'config', 'schema-notes', '2.3', 'indexed again every Friday')) AS d(moment, kind, name, version, changelog)`);
  await engine.query(`INSERT INTO store.scores (score_id, target_type, target_id, name, value_num, source, source_id)
    SELECT i::VARCHAR, 'trace', md5(i::VARCHAR), 'faithfulness', 1 + hash(i) % 5, 'judge', 2 FROM generate_series(1, 540) AS s(i)`);
  const source = (
    id: number,
    path: string,
    format: string,
    bytes: number,
    records: number,
    lost: number,
    counts: string,
  ) =>
    `(${id}, '/home/user/incidents/${path}', '${format}', 'made up', NULL, 'sha${id}', ${bytes}, ${records}, ${lost}, ${counts}, [], ${lost}, 0)`;
  await engine.query(`INSERT INTO store.sources VALUES
    ${source(1, "traces/agent-2026-04.otlp.jsonl", "otlp-json", 85_312_400, 6412, 3, "6412, 4880, 0, 0, 0, 0")},
    ${source(2, "scores.csv", "csv", 48_210, 540, 0, "0, 0, 540, 0, 0, 0")},
    ${source(3, "labels.jsonl", "json-lines", 12_810, 120, 0, "0, 0, 120, 0, 0, 0")},
    ${source(4, "deployments.yaml", "deployments", 812, 3, 0, "0, 0, 0, 0, 3, 0")}`);
  await session.importFiles([]);
}
