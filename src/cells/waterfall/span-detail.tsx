import { type ReactNode, useEffect, useId, useState } from "react";
import { counted } from "../../widgets/format.ts";
import type { Live } from "../cell-kind.tsx";
import { SpanKindMark } from "../span-kind-mark.tsx";
import { type DocumentData, type Fact, readSpan, type SpanData } from "./detail-queries.ts";
import { LongText } from "./long-text.tsx";
import { inHand, Payload } from "./payload.tsx";
import { PinSpan } from "./pin-span.tsx";
import type { WaterfallResult } from "./result.ts";
import { type Entry, readEvents, readLinks, spanFacts } from "./span-facts.ts";
import { spanName } from "./table.ts";
import { badges, kindOf } from "./words.ts";

interface SpanDetailProps {
  readonly result: WaterfallResult;
  readonly span: number;
  readonly live: Live;
  /** Goes to another span of the trace. */
  readonly go: (span: number) => void;
  /** Told true when the details come on screen, false when they leave it. */
  readonly onShown: (shown: boolean) => void;
}

/** Everything about one span, read when it is shown. Whatever the trace holds is shown as text. */
export function SpanDetail({ result, span, live, go, onShown }: SpanDetailProps) {
  const { data, failure } = useSpanData(result, span, live);
  useEffect(() => {
    onShown(true);
    return () => onShown(false);
  }, [onShown]);
  const parent = result.shape.tree.parent[span] ?? -1;
  return (
    <div className="wf-detail">
      <p className="wf-detail-kind">
        <SpanKindMark kind={kindOf(result.spans, span)} />
        <span>{kindOf(result.spans, span).toLowerCase()}</span>
        {badges(result.spans, result.shape, span).map((badge) => (
          <span key={badge.text} className={badge.failure ? "wf-badge is-failure" : "wf-badge"}>
            {badge.text}
          </span>
        ))}
        {parent >= 0 && (
          <button type="button" className="link quiet cut" onClick={() => go(parent)}>
            in {spanName(result.spans, parent) || "its parent"}
          </button>
        )}
        <PinSpan trace={result.trace?.id ?? ""} span={result.spans.id[span] ?? ""} live={live} />
      </p>
      {failure && (
        <p className="failure" role="alert">
          {failure}
        </p>
      )}
      {data && <Facts facts={spanFacts(result, span, data)} />}
      {data && <Texts data={data} live={live} />}
    </div>
  );
}

function useSpanData(
  { trace, spans }: WaterfallResult,
  span: number,
  live: Live,
): { data: SpanData | null; failure: string | null } {
  const [state, setState] = useState<{ data: SpanData | null; failure: string | null }>({ data: null, failure: null });
  const [traceId, spanId] = [trace?.id ?? "", spans.id[span] ?? ""];
  useEffect(() => {
    const stop = new AbortController();
    readSpan(live.engine, traceId, spanId, { signal: stop.signal }).then(
      (data) => {
        if (!stop.signal.aborted)
          setState({ data, failure: data ? null : "The span is no longer in the imported data." });
      },
      (error) => {
        const failure = error instanceof Error ? error.message : String(error);
        if (!stop.signal.aborted) setState({ data: null, failure });
      },
    );
    return () => stop.abort();
  }, [live, traceId, spanId]);
  return state;
}

function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="wf-facts">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface Tab {
  readonly name: string;
  /** Of what it holds; null where that is one thing. */
  readonly count: number | null;
  readonly isEmpty: boolean;
  readonly body: () => ReactNode;
}

/** Shown only where there is something in them. */
const rare: ReadonlySet<string> = new Set(["Documents", "Events", "Links"]);

function tabsOf(data: SpanData, live: Live): Tab[] {
  const events = data.events ? readEvents(data.events.start, data.columns.start_ns) : [];
  const links = data.links ? readLinks(data.links.start) : [];
  const one = (name: string, text: SpanData["input"]): Tab => ({
    name,
    count: null,
    isEmpty: text === null,
    body: () => <Payload key={name} name={name.toLowerCase()} text={text} live={live} />,
  });
  const many = (name: string, count: number, body: () => ReactNode): Tab => ({
    name,
    count,
    isEmpty: count === 0,
    body,
  });
  const entries = (name: string, list: readonly Entry[] | null, text: SpanData["events"]) =>
    many(name, list?.length ?? 1, () =>
      list ? <Entries entries={list} live={live} /> : text && <LongText name={name} text={text} live={live} />,
    );
  const searches = ["RETRIEVER", "RERANKER"].includes(data.columns.kind ?? "");
  return [
    one("Input", data.input),
    one("Output", data.output),
    many("Documents", data.documents.length, () => <Documents documents={data.documents} live={live} />),
    many("Attributes", data.attributes.length, () => <Attributes data={data} live={live} />),
    entries("Events", events, data.events),
    entries("Links", links, data.links),
  ].filter(({ name, isEmpty }) => !isEmpty || !rare.has(name) || (searches && name === "Documents"));
}

/** Input, output and the rest, each behind a tab. Keys: ← → Home End. */
function Texts({ data, live }: { readonly data: SpanData; readonly live: Live }) {
  const id = useId();
  const tabs = tabsOf(data, live);
  const [chosen, setChosen] = useState<string | null>(null);
  const open = tabs.find((tab) => tab.name === chosen) ?? tabs.find((tab) => !tab.isEmpty) ?? tabs[0];
  if (!open) return null;
  const step = (key: string) => {
    const at = tabs.indexOf(open);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[key];
    const next = to === undefined ? undefined : tabs.at(to % tabs.length);
    if (next) setChosen(next.name);
    if (next) document.getElementById(`${id}-${next.name}`)?.focus();
    return next !== undefined;
  };
  return (
    <>
      <div className="wf-tabs" role="tablist" aria-label="Parts of the span">
        {tabs.map(({ name, count, isEmpty }) => (
          <button
            key={name}
            id={`${id}-${name}`}
            type="button"
            role="tab"
            aria-selected={name === open.name}
            aria-controls={`${id}-panel`}
            tabIndex={name === open.name ? 0 : -1}
            className={isEmpty ? "is-empty" : ""}
            onClick={() => setChosen(name)}
            onKeyDown={(event) => step(event.key) && event.preventDefault()}
          >
            {name}
            {count !== null && <span> {count}</span>}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${open.name}`}>
        {open.isEmpty && open.count !== null ? (
          <p className="wf-none">This span has no {open.name.toLowerCase()}.</p>
        ) : (
          open.body()
        )}
      </div>
    </>
  );
}

function Attributes({ data, live }: { readonly data: SpanData; readonly live: Live }) {
  return (
    <dl className="wf-attributes">
      {data.attributes.map(({ key, text }) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>
            <LongText name={key} text={text} live={live} quiet />
            <button
              type="button"
              className="link wf-copy"
              aria-label={`Copy ${key}`}
              onClick={() => void live.copy(text.start)}
            >
              Copy
            </button>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Entries({ entries, live }: { readonly entries: readonly Entry[]; readonly live: Live }) {
  return (
    <ol className="wf-entries">
      {entries.map(({ title, when, facts }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries never move
        <li key={place}>
          <p className="wf-entry-head">
            <b>{title}</b> <span className="soft">{when}</span>
          </p>
          {facts.map(({ name, value }) => (
            <div key={name} className="wf-entry-fact">
              <span className="soft">{name}</span>
              <LongText name={name} text={inHand(value)} live={live} quiet />
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
}

function Documents({ documents, live }: { readonly documents: readonly DocumentData[]; readonly live: Live }) {
  return (
    <ol className="wf-entries" aria-label={counted(documents.length, "document")}>
      {documents.map(({ title, facts, content, metadata }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: documents never move
        <li key={place}>
          <p className="wf-entry-head">
            <b>{title}</b>
          </p>
          <p className="soft">{facts.map(({ name, value }) => `${name} ${value}`).join(" · ")}</p>
          {content && <LongText name={title} text={content} live={live} />}
          {metadata && <LongText name={`metadata of ${title}`} text={metadata} live={live} quiet />}
        </li>
      ))}
    </ol>
  );
}
