/** The source of the analysis library by file, from which an editor knows its types and its words. */
const sources = import.meta.glob<string>("../../analysis/*.ts", { query: "?raw", import: "default", eager: true });

export const analysisTexts = Object.entries(sources).map(([path, text]) => ({
  path: path.replace(/^.*\/analysis\//, "analysis/"),
  text,
}));
