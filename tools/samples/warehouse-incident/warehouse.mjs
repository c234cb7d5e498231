import { double } from "../otlp.mjs";
import { fail, wait } from "../recorder.mjs";
import { changes, valueAt } from "./calendar.mjs";
import { validate, writeSql } from "./models.mjs";
import { heldTime, repeats, statementLimit, statementTime } from "./timing.mjs";
import { resultText, sqlMistake } from "./wording.mjs";

/**
 * Writes, checks and runs the query of one part of a question.
 * Returns `{rows, problem}`: rows is null when the warehouse did not give them, and problem says why.
 */
export function answerPart(run, clock, parent, part) {
  prepare(run, clock, parent, part);
  const times = repeats(run.random, part.table, clock.now);
  if (times > 1) return loop(run, clock, parent, part, times);
  if (run.random.chance(0.012)) {
    breakOff(run, clock, parent, part);
    wait(clock, run.random.between(400, 1100));
  }
  return runStatement(run, clock, parent, part);
}

function prepare(run, clock, parent, part) {
  if (run.random.chance(0.035)) {
    const mistake = sqlMistake(run.random, part);
    writeSql(run, clock, parent, part, mistake.sql);
    validate(run, clock, parent, mistake.sql, mistake);
  }
  writeSql(run, clock, parent, part, part.sql);
  validate(run, clock, parent, part.sql, null);
}

function runStatement(run, clock, parent, part) {
  const { queue, run: runs } = statementTime(run.random, part.table, clock.now);
  if (queue + runs > statementLimit) return timeOut(run, clock, parent, part, queue);
  call(run, clock, parent, part, { queue, runs, result: resultText(part) });
  return { rows: part.rows };
}

function timeOut(run, clock, parent, part, queue) {
  const queued = Math.min(queue, statementLimit);
  const span = call(run, clock, parent, part, { queue: queued, runs: statementLimit - queued, result: null });
  const problem = "statement cancelled: not done after 240 s";
  fail(span, "StatementTimeout", problem);
  return { rows: null, problem };
}

/** The connection breaks before there is a result; the agent then tries once more, which is no loop. */
function breakOff(run, clock, parent, part) {
  const span = call(run, clock, parent, part, { queue: 20, runs: run.random.integer(300, 4000), result: null });
  fail(span, "ConnectionReset", "the warehouse closed the connection");
}

/**
 * The agent asks for the same thing again and again and gets the same nothing. In about half of the cases the last
 * call brings the rows.
 */
function loop(run, clock, parent, part, times) {
  const small = clock.now >= changes.warehouse.moment && part.table.big;
  const nothing = JSON.stringify({ state: small ? "QUEUED" : "EMPTY", row_count: 0, rows: [] });
  const happyEnd = times < 9 && run.random.chance(0.5);
  for (let i = 1; i <= times; i++) {
    if (i > 1) writeSql(run, clock, parent, part, part.sql);
    const held = heldTime(run.random, part.table, clock.now);
    const result = happyEnd && i === times ? resultText(part) : nothing;
    call(run, clock, parent, part, { queue: small ? held - 200 : 20, runs: small ? 200 : held - 20, result });
  }
  return happyEnd ? { rows: part.rows } : { rows: null, problem: "no rows from the warehouse" };
}

function call(run, clock, parent, part, { queue, runs, result }) {
  const { random, record } = run;
  const [low, high] = part.table.gib;
  const attributes = {
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": "warehouse.query",
    "gen_ai.tool.type": "function",
    "gen_ai.tool.call.id": `call_${random.hex(12)}`,
    "gen_ai.tool.call.arguments": JSON.stringify({ sql: part.sql }),
    ...(result !== null && { "gen_ai.tool.call.result": result }),
    "warehouse.size": valueAt(changes.warehouse, clock.now),
    "warehouse.table": part.metric.table,
    "warehouse.queue_ms": queue,
    "warehouse.scanned_gib": runs > 0 ? double(Number(random.between(low, high).toFixed(1))) : double(0),
  };
  const span = record.step(clock, parent, "warehouse", "warehouse.query", queue + runs, attributes);
  span.client = true;
  wait(clock, random.between(5, 25));
  return span;
}
