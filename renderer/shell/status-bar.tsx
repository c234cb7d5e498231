import type { Engine, RunningQuery } from "../../src/engine/engine.ts";
import type { Workbench } from "../workbench.ts";
import { memoryText } from "./bytes-text.ts";
import { KeysMode } from "./keys-mode.tsx";
import { elapsedText, firstWords } from "./query-text.ts";
import { shellOf } from "./shell-state.ts";
import { type Memory, useMemory, useRunningQuery, useTick } from "./use-engine.ts";
import "./status-bar.css";

/** The engine's memory and what it is doing; that nothing leaves this machine; how times are told. */
export function StatusBar({ workbench }: { workbench: Workbench }) {
  const { engine } = workbench.session;
  const memory = useMemory(engine);
  return (
    <footer className="status">
      {memory ? <MemoryUsed memory={memory} /> : <span className="status-memory">DuckDB starts…</span>}
      <Query engine={engine} idle={memory ? "idle" : ""} />
      <span
        className="status-right"
        title="Casebook connects to nothing by itself: data stays on this machine unless you send it to a judge"
      >
        offline
      </span>
      <span title="Every time on screen is Coordinated Universal Time">times in UTC</span>
      <KeysMode />
      <button type="button" className="link quiet" onClick={() => shellOf(workbench).show("keys")}>
        ? keys
      </button>
    </footer>
  );
}

function MemoryUsed({ memory: { used, limit } }: { memory: Memory }) {
  const share = limit > 0 ? Math.min(1, used / limit) : 0;
  const words = limit > 0 ? `${memoryText(used)} of ${memoryText(limit)}` : memoryText(used);
  return (
    <span
      className="status-memory"
      title={`DuckDB uses ${used.toLocaleString("en")} of ${limit.toLocaleString("en")} bytes`}
    >
      DuckDB
      {/* The words behind it say the same. */}
      <span className={share > 0.85 ? "meter is-full" : "meter"} aria-hidden="true">
        <i style={{ width: `${share * 100}%` }} />
      </span>
      {words}
    </span>
  );
}

function Query({ engine, idle }: { engine: Engine; idle: string }) {
  const { query, more } = useRunningQuery(engine);
  if (!query) return <span>{idle}</span>;
  return <Running query={query} more={more} />;
}

function Running({ query, more }: { query: RunningQuery; more: number }) {
  useTick(250);
  return (
    <span className="status-query">
      <span className="status-dot" aria-hidden="true" />
      <code className="cut" title={query.sql}>
        {firstWords(query.sql)}
      </code>
      <span className="status-elapsed">{elapsedText(performance.now() - query.since)}</span>
      {more > 0 && <span>and {more} more</span>}
      <button type="button" className="link" onClick={() => query.stop()}>
        Stop
      </button>
    </span>
  );
}
