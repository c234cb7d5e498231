import { noCohorts } from "../../src/notebook/cohorts.ts";
import type { Command } from "../commands.ts";
import type { Workbench } from "../workbench.ts";
import { shellOf } from "./shell-state.ts";

/** The commands that set the pair which every comparing cell uses. */
export function cohortCommands(workbench: Workbench): readonly Command[] {
  const { session } = workbench;
  const group = "Cohorts";
  const cohorts = () => session.state.notebook.frontMatter.cohorts;
  const isSet = () => workbench.state.view === "notebook" && (cohorts().reference ?? cohorts().current) !== null;
  const inNotebook = () => workbench.state.view === "notebook";
  return [
    {
      id: "set-cohorts",
      title: "Set the cohorts…",
      group,
      keys: null,
      enabled: inNotebook,
      run: () => shellOf(workbench).showCohorts(null),
    },
    {
      id: "cohorts-by-deployment",
      title: "Compare before and after the last deployment…",
      group,
      keys: null,
      enabled: () => inNotebook() && session.state.tables.some(({ name, rows }) => name === "deployments" && rows > 0),
      run: async () => shellOf(workbench).showCohorts(await lastDeployment(workbench)),
    },
    {
      id: "swap-cohorts",
      title: "Swap reference and current",
      group,
      keys: null,
      enabled: isSet,
      run: () => session.setCohorts({ reference: cohorts().current, current: cohorts().reference }),
    },
    {
      id: "clear-cohorts",
      title: "Clear the cohorts",
      group,
      keys: null,
      enabled: isSet,
      run: () => session.setCohorts(noCohorts),
    },
  ];
}

/** When it was, in milliseconds: the last one that has traces after it. */
async function lastDeployment({ session }: Workbench): Promise<number | null> {
  const found = await session.engine.query(`SELECT (max(time_ns) // 1000000)::DOUBLE AS time FROM deployments
    WHERE time_ns < (SELECT max(start_ns) FROM traces)`);
  const time: unknown = found.toArray()[0]?.time;
  return typeof time === "number" ? time : null;
}
