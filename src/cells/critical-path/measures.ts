import type { PathMeasure } from "./result.ts";

/** The measures of how runs spend their time, in the order to show. */
export const measureWords: readonly Pick<PathMeasure, "id" | "label" | "about" | "unit">[] = [
  {
    id: "wall",
    label: "wall time",
    about: "From the first root's start to the last root's end: the length of the critical path",
    unit: "milliseconds",
  },
  {
    id: "work",
    label: "sum of work",
    about: "Self times of all steps that work, added up, whether they run at once or not",
    unit: "milliseconds",
  },
  {
    id: "parallelism",
    label: "parallelism",
    about: "Work over the time in which anything works: how many steps work at once then, on average",
    unit: "number",
  },
  {
    id: "idle",
    label: "idle gaps",
    about: "Time in which no step works: agents and chains that are open only wait",
    unit: "milliseconds",
  },
  {
    id: "waiting",
    label: "path in no step",
    about: "Time of the critical path in agents, chains and between roots: overhead between steps",
    unit: "milliseconds",
  },
  {
    id: "failed",
    label: "time in failed calls",
    about: "Self time of working steps with status ERROR",
    unit: "milliseconds",
  },
  { id: "failedOnPath", label: "of it on the path", about: "What the trace waited for", unit: "milliseconds" },
  {
    id: "retry",
    label: "time in retries",
    about: "From each failed call that was tried again to the start of the next try, parallel ones added up",
    unit: "milliseconds",
  },
  { id: "retryOnPath", label: "of it on the path", about: "What the trace waited for", unit: "milliseconds" },
  {
    id: "withoutRetries",
    label: "wall time without retries",
    about: "What a trace would take had the first try of each call succeeded as the last one did",
    unit: "milliseconds",
  },
  { id: "retries", label: "retries", about: "Failed calls that were tried again", unit: "number" },
];
