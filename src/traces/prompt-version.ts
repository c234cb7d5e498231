/** The attributes in which spans say the version of their prompt, the surest first. */
export const promptVersionKeys = [
  ...["prompt.version", "prompt_version", "gen_ai.prompt.version", "langfuse.observation.prompt.version"],
  ...["langfuse.prompt.version", "llm.prompt_template.version", "prompt.id", "promptVersion"],
] as const;
