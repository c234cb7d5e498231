import { random as dice } from "../random.mjs";
import { recorder, wait } from "../recorder.mjs";
import { aspects, circlingBriefs, stuckReaders, topics } from "./catalogue.mjs";
import { modelCall, search, stepMs, toolCall } from "./steps.mjs";

const banner =
  "We value your privacy. This site uses cookies to measure its audience. Accept all, reject all, or choose.";

/**
 * One research brief: the coordinator's trace, and a trace for each web agent, which all begin when the coordinator
 * dispatches them and of which the last one lets it go on.
 *
 * @param {{agents: number, refusals: number[]}} how
 */
export function researchBrief(seed, how, week, number, start) {
  const random = dice(`${seed}/brief/${week}/${number}`);
  const topic = topics[(number + week * 3) % topics.length];
  const record = recorder(random, start, {});
  const run = { random, record, refusals: how.refusals };
  const { clock } = record;
  const root = record.open(clock, null, "desk", "research brief", agent("coordinator", `What is new in ${topic}?`));
  modelCall(run, clock, root, "desk", "plan research", {
    ...{ model: "large", base: 900, user: `Plan research on ${topic}.` },
    reply: `Ask about ${aspects.slice(0, how.agents).join(", ")}; look into the archive.`,
  });
  const dispatch = record.step(clock, root, "desk", "dispatch", stepMs(random, "dispatch"), {
    "openinference.span.kind": "CHAIN",
    "input.value": JSON.stringify({ agents: how.agents }),
  });
  const helpers = aspects
    .slice(0, how.agents)
    .map((aspect, index) => webAgent(run, { week, number, index }, dispatch, topic, aspect));
  const archive = archiveAgent(run, { now: clock.now }, root, topic);
  clock.now = Math.max(archive.end, ...helpers.map(({ root: { end } }) => end));
  wait(clock, random.between(10, 40));
  conclude(run, root, helpers, topic, circlingBriefs[week].get(number) ?? 1);
  record.close(clock, root);
  root.status = "OK";
  return [record.spans, ...helpers.map(({ spans }) => spans)];
}

function agent(name, input) {
  return { "openinference.span.kind": "AGENT", "agent.name": name, "input.value": input };
}

/** A web agent in a trace of its own. Every third runs on an old worker, which names its parent in attributes. */
function webAgent(coordinator, { week, number, index }, dispatch, topic, aspect) {
  const { random, refusals } = coordinator;
  const isOld = index % 3 === 2;
  const record = recorder(random, dispatch.end, {});
  const run = { random, record, refusals };
  const { clock } = record;
  const service = isOld ? "old-worker" : "worker";
  wait(clock, random.between(8, 60));
  const root = record.open(clock, null, service, "web agent", {
    ...agent(`web-agent-${index + 1}`, `${aspect} of ${topic}`),
    ...(isOld && { parent_trace_id: dispatch.traceId, parent_span_id: dispatch.spanId }),
  });
  if (!isOld)
    root.links = [{ traceId: dispatch.traceId, spanId: dispatch.spanId, attributes: { "link.kind": "follows_from" } }];
  modelCall(run, clock, root, service, "plan queries", {
    ...{ model: "small", base: 420, user: `Plan two searches on ${aspect} of ${topic}.` },
    reply: `1. ${topic} ${aspect} 2026  2. ${aspect} ${topic} report`,
  });
  const queries = [`${topic} ${aspect} 2026`, `${aspect} ${topic} report`];
  const answered = queries.map((query, place) => lookUp(run, root, service, query, place));
  const rounds = stuckReaders[week].get(`${number}/${index}`) ?? 0;
  if (rounds) readAgainAndAgain(run, root, service, topic, rounds);
  const found = answered.filter(Boolean).length;
  modelCall(run, clock, root, service, "summarise", {
    ...{ model: "small", base: 700, user: `Sum up ${aspect} of ${topic} from ${found} searches.` },
    reply: found
      ? `On ${aspect}: ${found * 2} sources agree that ${topic} grow.`
      : `On ${aspect}: nothing could be found.`,
  });
  record.close(clock, root);
  root.status = found ? "OK" : "ERROR";
  if (!found) root.message = "no search was answered";
  return { root, spans: record.spans };
}

function lookUp(run, root, service, query, place) {
  const { random, record } = run;
  const { clock } = record;
  const url = `https://example.org/${query.replaceAll(" ", "-")}/${random.integer(10, 99)}`;
  if (!search(run, clock, root, service, query, { results: [{ url, title: query }] })) return false;
  toolCall(
    run,
    clock,
    root,
    service,
    "read.page",
    { url },
    `Page ${place + 1} on ${query}: ${random.integer(3, 40)} of them.`,
  );
  return true;
}

/** The page gives its cookie banner each time; the agent decides each time to read it once more. */
function readAgainAndAgain(run, root, service, topic, rounds) {
  const { clock } = run.record;
  const url = `https://example.com/${topic.replaceAll(" ", "-")}`;
  for (let round = 1; round <= rounds; round++) {
    // The order of the keys is whatever the model wrote.
    const input = round % 2 ? { url, format: "text" } : { format: "text", url };
    toolCall(run, clock, root, service, "read.page", input, banner);
    modelCall(run, clock, root, service, "decide next", {
      ...{ model: "small", base: 650, user: `Round ${round}: the page says: ${banner}` },
      reply: round < rounds ? "The page has not loaded yet, read it again." : "Leave the page.",
    });
  }
}

/** Runs in the coordinator's own process and trace: it waits for the index, then goes through three pages of hits. */
function archiveAgent(run, clock, root, topic) {
  const { record, random } = run;
  const span = record.open(clock, root, "desk", "archive agent", agent("archive-agent", topic));
  for (const percent of [30, 70, 100])
    toolCall(run, clock, span, "desk", "index.status", { index: "archive" }, { state: "building", percent });
  for (const page of [1, 2, 3])
    toolCall(
      run,
      clock,
      span,
      "desk",
      "archive.search",
      { query: topic, page },
      { hits: [`${topic} ${page}a`, `${topic} ${page}b`] },
    );
  modelCall(run, clock, span, "desk", "summarise", {
    ...{ model: "small", base: 700, user: `Sum up the archive on ${topic}.` },
    reply: `The archive holds ${random.integer(4, 9)} articles on ${topic}.`,
  });
  return record.close(clock, span);
}

/** Merges what the agents found, writes, and has it criticised; `rounds` times without anything changing. */
function conclude(run, root, helpers, topic, rounds) {
  const { record } = run;
  const { clock } = record;
  const merge = modelCall(run, clock, root, "desk", "merge findings", {
    ...{ model: "large", base: 1600, user: `Merge ${helpers.length + 1} findings on ${topic}.` },
    reply: `${topic}: ${helpers.length} aspects, none contradicts another.`,
  });
  merge.links = helpers.map(({ root: { traceId, spanId } }) => ({
    ...{ traceId, spanId, attributes: { "link.kind": "gathers" } },
  }));
  for (let round = 1; round <= rounds; round++) {
    modelCall(run, clock, root, "desk", "write report", {
      ...{ model: "large", base: 2100, user: `Write the report on ${topic}, version ${round}.` },
      reply: `Report on ${topic}. It grows in every market that the agents looked at, and the law follows slowly.`,
    });
    modelCall(run, clock, root, "desk", "critique", {
      ...{ model: "large", base: 1500, user: `Criticise the report on ${topic}, version ${round}.` },
      reply: rounds > 1 ? "The second sentence needs a source, please add one." : "Good as it is.",
    });
  }
}
