import type { Importer } from "../importer.ts";
import { deploymentContent } from "./deployment-content.ts";
import { readDeployments } from "./deployment-read.ts";

/** What was deployed when, and retrieval configurations: YAML, JSON, and tables of events. */
export const deployment: Importer = {
  format: "deployment",
  title: "Deployments",
  detect: (sample) => {
    const content = deploymentContent(sample);
    return content?.format === "deployment" ? content.reason : null;
  },
  read: readDeployments,
};
