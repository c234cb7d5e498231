import type { Command } from "../commands.ts";
import type { Workbench } from "../workbench.ts";
import { Icon } from "./icons.tsx";
import { shownKeys } from "./keyboard.ts";
import { Modal } from "./modal.tsx";
import { commandsOf, inGroups } from "./shell-commands.ts";
import { shellOf, useShell } from "./shell-state.ts";
import "./keys-help.css";

/** The commands that have keys, by group. */
export function KeysHelp({ workbench }: { workbench: Workbench }) {
  const { overlay } = useShell(workbench);
  if (overlay !== "keys") return null;
  const close = () => shellOf(workbench).show(null);
  const groups = inGroups(commandsOf(workbench).filter((command) => command.keys));
  return (
    <Modal title="Keys" className="keys-help" head={<CloseButton onClose={close} />} onClose={close}>
      <div className="keys-help-groups">
        {groups.map(({ name, commands }) => (
          <Group key={name} name={name} rows={commands.map(row)} />
        ))}
        <Group name="While text is edited" rows={textKeys} />
        <Group name="Timeline" rows={timelineKeys} />
      </div>
      <p className="keys-help-note">
        Single letters act in command mode, when a cell and not its text is selected; the status bar says which.
      </p>
    </Modal>
  );
}

interface Row {
  readonly words: string;
  readonly keys: string;
}

function row({ title, keys }: Command): Row {
  return { words: title, keys: keys ?? "" };
}

const textKeys: readonly Row[] = [
  { words: "Leave the text for its cell", keys: "Escape" },
  { words: "Run and stay in the text", keys: "Mod+Enter" },
  { words: "Offer what could be written here", keys: "Mod+Space" },
  { words: "Take back what was typed", keys: "Mod+Z" },
];

const timelineKeys: readonly Row[] = [
  { words: "Move an edge of a window by one bar", keys: "ArrowRight" },
  { words: "Move it by ten", keys: "Shift+ArrowRight" },
  { words: "Clear the window", keys: "Delete" },
];

function Group({ name, rows }: { name: string; rows: readonly Row[] }) {
  return (
    <section className="keys-help-group">
      <h3 className="eyebrow">{name}</h3>
      <dl>
        {rows.map(({ words, keys }) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd>
              <span className="kbd">{shownKeys(keys)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function CloseButton({ onClose }: { onClose: () => void }) {
  return (
    <button type="button" className="icon-btn" aria-label="Close" title="Close (Esc)" onClick={onClose}>
      <Icon name="close" />
    </button>
  );
}
