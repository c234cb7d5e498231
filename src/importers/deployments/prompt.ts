import type { Importer } from "../importer.ts";
import { deploymentContent } from "./deployment-content.ts";
import { readDeployments } from "./deployment-read.ts";

/**
 * Prompts as files and as registries give them: YAML and JSON with version, model_target and system; configurations of
 * promptfoo; prompts of Langfuse and MLflow; dotprompt and Prompty.
 */
export const prompt: Importer = {
  format: "prompt",
  title: "Prompts",
  detect: (sample) => {
    const content = deploymentContent(sample);
    return content?.format === "prompt" ? content.reason : null;
  },
  read: readDeployments,
};
