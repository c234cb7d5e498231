import { useEffect, useId, useState } from "react";
import type { Endpoint } from "../../host.ts";
import type { Live } from "../cell-kind.tsx";
import type { YamlValue } from "../edit-yaml.ts";
import type { JudgeSpec } from "./definition.ts";
import { EndpointDialog } from "./endpoint-dialog.tsx";

export type SetSource = (changes: Readonly<Record<string, YamlValue>>) => void;

interface JudgeChoiceProps {
  readonly spec: JudgeSpec;
  readonly live: Live;
  readonly set: SetSource;
}

/** Which endpoint and which of its models; the way to set one. */
export function JudgeChoice({ spec, live, set }: JudgeChoiceProps) {
  const [endpoints, setEndpoints] = useState<readonly Endpoint[] | null>(null);
  const [editing, setEditing] = useState(false);
  const load = () => void live.models.endpoints().then(setEndpoints, () => setEndpoints([]));
  useEffect(load, [live]);
  const known = endpoints?.some(({ name }) => name === spec.endpoint) ?? true;
  return (
    <dd className="judge-choice">
      {endpoints?.length === 0 ? (
        <button type="button" className="btn small" onClick={() => setEditing(true)}>
          Set an endpoint…
        </button>
      ) : (
        <>
          <ModelField key={`${spec.endpoint} ${spec.model}`} spec={spec} live={live} set={set} />
          <span className="soft">at</span>
          <select
            className="input small"
            aria-label="Endpoint"
            value={known ? (spec.endpoint ?? "") : ""}
            onChange={(event) => set({ endpoint: event.target.value || null })}
          >
            <option value="">{known ? "choose" : `${spec.endpoint}: not set here`}</option>
            {endpoints?.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
          <button type="button" className="btn small bare" onClick={() => setEditing(true)}>
            Endpoints…
          </button>
        </>
      )}
      {editing && (
        <EndpointDialog
          live={live}
          endpoints={endpoints ?? []}
          onChange={load}
          onChoose={(endpoint) => set({ endpoint })}
          onClose={() => setEditing(false)}
        />
      )}
    </dd>
  );
}

/** A model's name, helped by what the endpoint says it has once it is asked. */
function ModelField({ spec, live, set }: JudgeChoiceProps) {
  const [draft, setDraft] = useState(spec.model ?? "");
  const [models, setModels] = useState<readonly string[] | null>(null);
  const [problem, setProblem] = useState("");
  const list = useId();
  const { endpoint } = spec;
  const take = (model: string) => {
    if (model.trim() !== (spec.model ?? "")) set({ model: model.trim() || null });
  };
  const ask = () => {
    if (!endpoint) return;
    setProblem("");
    live.models.endpointModels(endpoint).then(setModels, (error: Error) => setProblem(error.message));
  };
  return (
    <>
      <input
        className="input small"
        aria-label="Model"
        placeholder="model"
        list={list}
        value={draft}
        onChange={(event) => {
          setDraft(event.target.value);
          if (models?.includes(event.target.value)) take(event.target.value);
        }}
        onBlur={() => take(draft)}
        onKeyDown={(event) => event.key === "Enter" && take(draft)}
      />
      <datalist id={list}>
        {models?.map((model) => (
          <option key={model} value={model} />
        ))}
      </datalist>
      {endpoint && models === null && (
        <button
          type="button"
          className="btn small bare"
          onClick={ask}
          title="Asks the endpoint for the names of its models"
        >
          List models
        </button>
      )}
      {models && <span className="soft">{models.length} listed</span>}
      {problem && (
        <span className="judge-problem" role="alert">
          {problem}
        </span>
      )}
    </>
  );
}
