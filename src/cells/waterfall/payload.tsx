import { useMemo, useState } from "react";
import { type Message, parseMessages } from "../../traces/messages.ts";
import { indentJson, jsonDepth } from "../../widgets/json-text.ts";
import type { Live } from "../cell-kind.tsx";
import type { Text } from "./detail-queries.ts";
import { LongText } from "./long-text.tsx";

interface PayloadProps {
  readonly name: string;
  readonly text: Text | null;
  readonly live: Live;
}

/** An input or output: as a conversation when it is one, as indented JSON, or as it is. */
export function Payload({ name, text, live }: PayloadProps) {
  const [asIs, setAsIs] = useState(false);
  const messages = useMemo(() => (text && isWhole(text) ? parseMessages(text.start) : null), [text]);
  const fields = useMemo(() => (text && isWhole(text) && !messages ? textFields(text.start) : null), [text, messages]);
  const indented = useMemo(() => (text && isWhole(text) && !messages ? asJson(text) : null), [text, messages]);
  if (!text) return <p className="wf-none">This span has no {name}.</p>;
  const parsed = messages !== null || indented !== null;
  return (
    <>
      {parsed && (
        <div className="segmented wf-forms">
          <Choice
            label={messages ? "Conversation" : fields ? "Fields" : "Indented"}
            on={!asIs}
            onClick={() => setAsIs(false)}
          />
          <Choice label="As recorded" on={asIs} onClick={() => setAsIs(true)} />
        </div>
      )}
      {messages && !asIs ? (
        <Conversation messages={messages} live={live} />
      ) : fields && !asIs ? (
        <Fields fields={fields} live={live} />
      ) : (
        <LongText key={String(asIs)} name={name} text={indented && !asIs ? indented : text} live={live} />
      )}
    </>
  );
}

function Choice({
  label,
  on,
  onClick,
}: {
  readonly label: string;
  readonly on: boolean;
  readonly onClick: () => void;
}) {
  return (
    <button type="button" aria-pressed={on} onClick={onClick}>
      {label}
    </button>
  );
}

function isWhole(text: Text): boolean {
  return text.whole === null;
}

/** The JSON indented, when it is JSON that gains by it. */
function asJson(text: Text): Text | null {
  if (!/^\s*[[{]/.test(text.start) || jsonDepth(text.start) > 50) return null;
  try {
    JSON.parse(text.start);
  } catch {
    return null;
  }
  return inHand(indentJson(text.start));
}

/** The texts of a JSON object that holds nothing else, when one of them has several lines; null for anything else. */
function textFields(text: string): [name: string, value: string][] | null {
  if (!/^\s*\{/.test(text) || !text.includes("\\n") || jsonDepth(text) > 1) return null;
  try {
    const fields = Object.entries(JSON.parse(text) as Record<string, unknown>);
    return fields.every((field): field is [string, string] => typeof field[1] === "string") ? fields : null;
  } catch {
    return null;
  }
}

function Fields({ fields, live }: { readonly fields: readonly [string, string][]; readonly live: Live }) {
  return (
    <dl className="wf-fields">
      {fields.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <LongText name={name} text={inHand(value)} live={live} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A text that needs no fetching. */
export function inHand(text: string): Text {
  return { start: text, length: text.length, whole: null };
}

function Conversation({ messages, live }: { readonly messages: readonly Message[]; readonly live: Live }) {
  return (
    <ol className="wf-messages">
      {messages.map((message, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages never move
        <li key={place} className="wf-message">
          <p className="wf-role">
            {message.role}
            {message.name && <span className="soft"> {message.name}</span>}
          </p>
          {message.parts.length === 0 && <p className="wf-none">no content</p>}
          {message.parts.map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts never move
            <div key={index} className={part.type === "text" ? "wf-part" : "wf-part is-apart"}>
              {part.type !== "text" && (
                <p className="wf-part-head">
                  {part.type === "other" ? part.label : part.type}
                  {part.type !== "other" && part.label && <b> {part.label}</b>}
                </p>
              )}
              <LongText name={`message ${place + 1}`} text={inHand(part.text)} live={live} quiet />
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
}
