import { type FormEvent, useEffect, useRef, useState } from "react";
import type { Endpoint, KeyPlace } from "../../host.ts";
import type { Live } from "../cell-kind.tsx";

interface EndpointDialogProps {
  readonly live: Live;
  readonly endpoints: readonly Endpoint[];
  readonly onChange: () => void;
  readonly onChoose: (name: string) => void;
  readonly onClose: () => void;
}

const examples = [
  { name: "ollama", baseUrl: "http://127.0.0.1:11434/v1" },
  { name: "vllm", baseUrl: "http://127.0.0.1:8000/v1" },
  { name: "llama.cpp", baseUrl: "http://127.0.0.1:8080/v1" },
  { name: "openai", baseUrl: "https://api.openai.com/v1" },
] as const;

const places: Readonly<Record<KeyPlace, string>> = {
  keychain: "key in the system's keychain",
  file: "key in a file that only you can read, beside Casebook's settings",
  environment: "key from an environment variable",
};

/** The endpoints of this computer: where they are and whether they have a key, which never comes back to this page. */
export function EndpointDialog({ live, endpoints, onChange, onChoose, onClose }: EndpointDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [edited, setEdited] = useState({ name: "", baseUrl: "" });
  const [said, setSaid] = useState("");
  useEffect(() => dialog.current?.showModal(), []);
  const attempt = (work: Promise<void>, done: string) =>
    work.then(
      () => {
        setSaid(done);
        onChange();
      },
      (error: Error) => setSaid(error.message),
    );
  const store = (name: string, baseUrl: string, key: string) => {
    const kept = endpoints.some((other) => other.name === name) && key === "";
    void attempt(
      live.models.setEndpoint({ name, baseUrl, key: kept ? null : key }).then(() => onChoose(name)),
      `${name} is set.`,
    );
  };
  return (
    <dialog ref={dialog} className="judge-dialog" aria-label="Endpoints" onClose={onClose}>
      <header>
        <h3>Endpoints</h3>
        <button type="button" className="btn small" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      <p>
        Any server that speaks OpenAI's protocol. Notebooks name an endpoint; its address and key stay on this computer,
        with the program and not with this page.
      </p>
      <ul className="judge-endpoints">
        {endpoints.map((endpoint) => (
          <li key={endpoint.name}>
            <b>{endpoint.name}</b> <span className="mono">{endpoint.baseUrl}</span>
            <span className="soft">
              {endpoint.isLocal ? "on this computer" : "texts leave this computer"},{" "}
              {endpoint.key ? places[endpoint.key] : "no key"}
            </span>
            <button type="button" className="btn small bare" onClick={() => setEdited(endpoint)}>
              Change
            </button>
            <button
              type="button"
              className="btn small bare"
              aria-label={`Remove ${endpoint.name}`}
              onClick={() => void attempt(live.models.removeEndpoint(endpoint.name), `${endpoint.name} is removed.`)}
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
      <EndpointForm key={`${edited.name} ${edited.baseUrl}`} {...edited} onStore={store} />
      <p className="judge-examples">
        <span className="soft">Fill in:</span>
        {examples.map((example) => (
          <button key={example.name} type="button" className="btn small" onClick={() => setEdited(example)}>
            {example.name}
          </button>
        ))}
      </p>
      <p role="status" className="judge-said">
        {said}
      </p>
    </dialog>
  );
}

interface EndpointFormProps {
  readonly name: string;
  readonly baseUrl: string;
  readonly onStore: (name: string, baseUrl: string, key: string) => void;
}

function EndpointForm({ name, baseUrl, onStore }: EndpointFormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const text = (field: string) => String(new FormData(form).get(field) ?? "");
    onStore(text("name").trim(), text("baseUrl").trim(), text("key"));
    // The key is with the host now; it has no business here any longer.
    (form.elements.namedItem("key") as HTMLInputElement).value = "";
  };
  return (
    <form className="judge-endpoint-form" onSubmit={submit} autoComplete="off">
      <label>
        Name <input className="input" name="name" required defaultValue={name} />
      </label>
      <label>
        Address{" "}
        <input
          className="input"
          name="baseUrl"
          required
          defaultValue={baseUrl}
          placeholder="https://api.openai.com/v1"
        />
      </label>
      <label>
        Key <input className="input" name="key" type="password" autoComplete="off" placeholder="none, or as it is" />
      </label>
      <button type="submit" className="btn primary">
        Set endpoint
      </button>
    </form>
  );
}
