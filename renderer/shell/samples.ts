/** A shipped sample, as the welcome lists it. */
export interface Sample {
  /** The notebook below the folder of samples. */
  readonly path: string;
  readonly title: string;
  readonly about: string;
}

export const samples: readonly Sample[] = [
  {
    path: "warehouse-incident/incident.casebook.md",
    title: "The warehouse incident",
    about: "An analytics agent that answered in 40 seconds takes four minutes. Which step, since when, and why?",
  },
  {
    path: "query-drift/drift.casebook.md",
    title: "The questions that changed",
    about:
      "An assistant's marks fall, and nothing is slower, longer or dearer. What do users ask that they did not ask before?",
  },
  {
    path: "parallel-agents/research.casebook.md",
    title: "Twice the agents, twice the wait",
    about: "Agents work side by side in linked traces, and a brief takes longer than before. What does it wait for?",
  },
  {
    path: "judge-calibration/calibration.casebook.md",
    title: "Can the judge be believed?",
    about:
      "A model scores a support assistant's answers. What pulls it away from people, and is its second rubric better?",
  },
  {
    path: "gallery.casebook.md",
    title: "A gallery of cells",
    about: "Every kind of cell on the same traces, each to be changed and looked into.",
  },
];
