import { useState } from "react";
import { counted, groupDigits } from "../../widgets/format.ts";
import type { Live } from "../cell-kind.tsx";
import type { JudgeDesk, Prepared } from "./desk.ts";
import { RequestText } from "./request-text.tsx";
import { addressedWords } from "./table.ts";
import { usd } from "./words.ts";

interface PreviewProps {
  readonly desk: JudgeDesk;
  readonly prepared: Prepared;
  readonly live: Live;
}

/** Exactly what would leave, call by call, what it would cost at most, and the question whether it may. */
export function Preview({ desk, prepared, live }: PreviewProps) {
  const [at, setAt] = useState(0);
  const { open, plan } = prepared;
  const call = open[Math.min(at, open.length - 1)];
  const item = call && plan.items[call.item];
  if (!call || !item)
    return (
      <p className="judge-bar">
        Nothing is left to be asked.
        <button type="button" className="btn small" onClick={() => desk.close()}>
          Close
        </button>
      </p>
    );
  return (
    <section className="judge-preview" aria-label="What would leave">
      <Warnings prepared={prepared} />
      <header className="judge-pager">
        <button type="button" className="btn small" disabled={at === 0} onClick={() => setAt(at - 1)}>
          ‹ Previous
        </button>
        <label>
          Call{" "}
          <input
            className="input small"
            type="number"
            min={1}
            max={open.length}
            value={at + 1}
            aria-label="Which call"
            onChange={(event) => setAt(Math.max(0, Math.min(open.length - 1, Number(event.target.value) - 1)))}
          />{" "}
          of {groupDigits(open.length)}
        </label>
        <button type="button" className="btn small" disabled={at >= open.length - 1} onClick={() => setAt(at + 1)}>
          Next ›
        </button>
        <span className="soft cut">
          {item.id}
          {item.stratum !== "all" && `, ${item.stratum}`}
          {call.repeat > 0 && `, repeat ${call.repeat + 1}`}
          {call.order === "swapped" && ", sides swapped"}
        </span>
      </header>
      <RequestText request={call.request} />
      <p className="judge-notes">
        {redactionWords(item.redacted)}
        {Object.entries(item.cut).map(
          ([field, length]) => ` ${field} is cut: it has ${groupDigits(length)} characters.`,
        )}
        {item.addressed.length > 0 && ` It seems to speak to the judge: ${addressedWords({ ...item, excerpt: "" })}.`}
      </p>
      <Confirm desk={desk} prepared={prepared} live={live} />
    </section>
  );
}

function redactionWords(redacted: Prepared["plan"]["items"][number]["redacted"]): string {
  const parts = Object.entries(redacted).map(([type, count]) => `${count} × ${type}`);
  return parts.length ? `Taken out: ${parts.join(", ")}.` : "Nothing was found to take out here.";
}

function Warnings({ prepared: { endpoint, plan, spec } }: { readonly prepared: Prepared }) {
  const addressed = plan.items.filter((item) => item.addressed.length > 0).length;
  const cut = plan.items.filter((item) => Object.keys(item.cut).length > 0).length;
  const redacted = plan.items.reduce((sum, item) => sum + Object.values(item.redacted).reduce((a, b) => a + b, 0), 0);
  const lines = [
    endpoint.isLocal
      ? `The texts go to ${endpoint.baseUrl}, a server on this computer.`
      : `The texts leave this computer for ${endpoint.baseUrl}.`,
    spec.redact === false
      ? "Personal data is not taken out: redact is false."
      : `${counted(redacted, "piece")} of personal data taken out of ${counted(plan.items.length, "row")}.`,
    addressed > 0 &&
      `${counted(addressed, "row")} ${addressed === 1 ? "seems" : "seem"} to speak to the judge, which the results will flag.`,
    cut > 0 &&
      `${counted(cut, "row")} ${cut === 1 ? "has" : "have"} texts longer than ${groupDigits(spec.max_chars)} characters, which are cut.`,
  ];
  return <p className="judge-notes is-first">{lines.filter(Boolean).join(" ")}</p>;
}

function Confirm({ desk, prepared, live }: PreviewProps) {
  const { estimate, spec, price, endpoint } = prepared;
  const [saving, setSaving] = useState("");
  const saved = live.files.path() !== null;
  const most = estimate.mostUsd === null ? null : Math.min(estimate.mostUsd, spec.budget_usd);
  const save = async () => setSaving((await live.save()) ? "" : "The notebook was not saved.");
  return (
    <div className="judge-confirm">
      <dl>
        <Figure name="Calls" value={groupDigits(estimate.calls)} note={`about ${counted(estimate.items, "row")}`} />
        <Figure
          name="Tokens, about"
          value={groupDigits(estimate.inputTokens + estimate.outputTokens)}
          note={`${groupDigits(estimate.inputTokens)} in, ${groupDigits(estimate.outputTokens)} out`}
        />
        <Figure
          name="Cost, about"
          value={usd(estimate.aboutUsd)}
          note={price ? `by ${price.origin}` : "no price is known"}
        />
        <Figure name="At most" value={usd(most)} note={`budget ${usd(spec.budget_usd)}`} />
      </dl>
      {price === null && (
        <p className="judge-problem" role="alert">
          No price is known for {spec.model}, so the budget cannot be held. Say input_price and output_price in this
          cell, in USD per million tokens.
        </p>
      )}
      <div className="judge-actions">
        {saved ? (
          <button
            type="button"
            className="btn primary"
            disabled={price === null}
            onClick={() => void desk.confirm(prepared)}
          >
            Send {counted(estimate.calls, "call")} to {endpoint.name}, at most {usd(most)}
          </button>
        ) : (
          <button type="button" className="btn primary" onClick={() => void save()}>
            Save the notebook first…
          </button>
        )}
        <button type="button" className="btn" onClick={() => desk.close()}>
          Not now
        </button>
        <span className="soft">
          {saving ||
            (saved
              ? "Every answer is kept beside the notebook and never asked for again."
              : "Answers are kept beside the notebook, so it needs a place.")}
        </span>
      </div>
    </div>
  );
}

function Figure({ name, value, note }: { readonly name: string; readonly value: string; readonly note: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="judge-figure">{value}</dd>
      <dd className="soft">{note}</dd>
    </div>
  );
}
