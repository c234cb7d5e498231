import type { ReactNode } from "react";
import { findAddressed } from "../../text/addressed-to-judge.ts";
import { personalTypes } from "../../text/personal-data.ts";
import type { JudgeRequest } from "./request.ts";

/** A call's messages, every character that leaves. Redaction marks and what speaks to the judge are marked. */
export function RequestText({ request }: { readonly request: JudgeRequest }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it
    <section className="judge-request" tabIndex={0} aria-label="The text of this call">
      {request.messages.map(({ role, content }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages of one call never move
        <div key={place}>
          <h4>{role}</h4>
          <pre>{role === "user" ? marked(content) : content}</pre>
        </div>
      ))}
      <h4>beside it</h4>
      <pre>{JSON.stringify(parameters(request))}</pre>
    </section>
  );
}

function parameters({ messages: _, ...rest }: JudgeRequest): Omit<JudgeRequest, "messages"> {
  return rest;
}

const redactionMark = new RegExp(`\\[(?:${personalTypes.join("|")}) \\d+\\]`, "g");
const fence = /<\/?data (?:\w+ )?[0-9a-f]{12}>/g;

function marked(text: string): readonly ReactNode[] {
  // The fences are ours; what looks like one within them is not.
  const spoken = findAddressed(text.replace(fence, (found) => " ".repeat(found.length)));
  const places = [
    ...[...text.matchAll(redactionMark)].map(({ 0: found, index }) => ({
      start: index,
      end: index + found.length,
      kind: "is-redacted",
      title: "Taken out",
    })),
    ...[...text.matchAll(fence)].map(({ 0: found, index }) => ({
      start: index,
      end: index + found.length,
      kind: "is-fence",
      title: "The fence around a text from the data",
    })),
    ...spoken.map(({ start, end, type }) => ({
      start,
      end,
      kind: "is-addressed",
      title: `Seems to speak to the judge: ${type}`,
    })),
  ].sort((a, b) => a.start - b.start);
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { start, end, kind, title } of places) {
    if (start < at) continue;
    parts.push(
      text.slice(at, start),
      <mark key={start} className={kind} title={title}>
        {text.slice(start, end)}
      </mark>,
    );
    at = end;
  }
  return [...parts, text.slice(at)];
}
