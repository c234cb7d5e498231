import type { Recent } from "../../src/host.ts";
import { useWorkbench } from "../use-state.ts";
import type { Workbench } from "../workbench.ts";
import { samples } from "./samples.ts";
import "./welcome.css";

/** The first screen: what Casebook is, and the three ways to begin. */
export function Welcome({ workbench }: { workbench: Workbench }) {
  const { recent } = useWorkbench(workbench);
  const [first] = samples;
  return (
    <main className="welcome">
      <div className="welcome-page">
        <h1>Find out what went wrong with an LLM system</h1>
        <p className="welcome-about">
          Casebook reads the traces, scores and labels that it left behind, and keeps every answer in a notebook that a
          colleague can check. Nothing leaves this machine unless you send it to a judge.
        </p>
        <div className="welcome-begin">
          <button type="button" className="btn primary" onClick={() => first && void workbench.openSample(first.path)}>
            Open sample
          </button>
          <button type="button" className="btn" onClick={() => void workbench.openNotebook()}>
            Open notebook
          </button>
          <button type="button" className="btn" onClick={() => void workbench.importPaths()}>
            Import files
          </button>
          <span className="soft">or drop files anywhere</span>
        </div>
        <div className="welcome-lists">
          <RecentNotebooks recent={recent} onOpen={(path) => void workbench.openNotebook(path)} />
          <Samples onOpen={(path) => void workbench.openSample(path)} />
        </div>
      </div>
    </main>
  );
}

function RecentNotebooks({ recent, onOpen }: { recent: readonly Recent[]; onOpen: (path: string) => void }) {
  return (
    <section aria-labelledby="welcome-recent">
      <h2 id="welcome-recent" className="eyebrow">
        Recent notebooks
      </h2>
      {recent.length === 0 && <p className="welcome-none">None yet. A notebook that you save is listed here.</p>}
      <ul>
        {recent.slice(0, 8).map(({ path, title }) => (
          <li key={path}>
            <Entry title={title} about={path} onOpen={() => onOpen(path)} path />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Samples({ onOpen }: { onOpen: (path: string) => void }) {
  return (
    <section aria-labelledby="welcome-samples">
      <h2 id="welcome-samples" className="eyebrow">
        Samples
      </h2>
      <ul>
        {samples.map(({ path, title, about }) => (
          <li key={path}>
            <Entry title={title} about={about} onOpen={() => onOpen(path)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface EntryProps {
  readonly title: string;
  readonly about: string;
  readonly path?: boolean;
  readonly onOpen: () => void;
}

function Entry({ title, about, path, onOpen }: EntryProps) {
  return (
    <button type="button" className="welcome-entry" onClick={onOpen} title={path ? about : undefined}>
      <span className="link">{title}</span>
      {/* A path is cut on its left, where it says least. */}
      <span className={path ? "num welcome-path" : "soft"}>{path ? <bdi>{about}</bdi> : about}</span>
    </button>
  );
}
