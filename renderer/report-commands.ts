import plotlyUrl from "plotly.js-dist-min/plotly.min.js?url";
import { cellKinds } from "../src/cells/index.tsx";
import type { Command } from "./commands.ts";
import { folderOf } from "./dropped-files.ts";
import { notebookFileName, saveFile } from "./save-file.ts";
import type { Workbench } from "./workbench.ts";

interface Form {
  readonly id: string;
  readonly title: string;
  readonly ending: string;
  readonly type: string;
}

const forms: readonly Form[] = [
  { id: "export-report", title: "Export report: one HTML file…", ending: "html", type: "text/html" },
  { id: "export-moving-report", title: "Export report with moving figures…", ending: "html", type: "text/html" },
  { id: "export-ipynb", title: "Export as Jupyter notebook…", ending: "ipynb", type: "application/x-ipynb+json" },
  { id: "export-markdown", title: "Export as Markdown with results…", ending: "md", type: "text/markdown" },
];

/** The notebook with its results as they stand, as a file that others read without Casebook. */
export function reportCommands(workbench: Workbench): readonly Command[] {
  return forms.map((form) => ({
    id: form.id,
    title: form.title,
    group: "Export",
    keys: null,
    enabled: () => workbench.session.state.notebook.cells.length > 0,
    run: async () => {
      try {
        const { text, failures } = await written(workbench, form);
        await saveFile(workbench.host, fileName(workbench, form), new Blob([text], { type: form.type }));
        if (failures.length) workbench.notify({ tone: "error", text: failures.join("\n") });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        workbench.notify({ tone: "error", text: `The notebook could not be exported: ${reason}` });
      }
    },
  }));
}

function fileName({ session }: Workbench, { ending }: Form): string {
  const name = notebookFileName(session.state.notebook.frontMatter.title).replace(/\.casebook\.md$/, "");
  return ending === "md" ? `${name}.results.md` : `${name}.${ending}`;
}

async function written(workbench: Workbench, form: Form) {
  const content = await contentOf(workbench);
  // Rarely wanted, and nothing of it is needed to start.
  if (form.ending === "html") {
    const scripts = form.id === "export-moving-report" ? await plotlyScripts() : null;
    const { html, failures } = (await import("../src/report/report.tsx")).drawReport(content, cellKinds, scripts);
    return { text: html, failures };
  }
  const notebook = (await import("../src/report/exported.tsx")).exportedNotebook(content, cellKinds);
  const text =
    form.id === "export-ipynb"
      ? (await import("../src/notebook/ipynb.ts")).ipynbText(notebook)
      : (await import("../src/notebook/plain-markdown.ts")).plainMarkdown(notebook);
  return { text, failures: [] };
}

async function plotlyScripts() {
  const { reportScripts } = await import("../src/report/moving-figures.ts");
  const response = await fetch(new URL(plotlyUrl, document.baseURI));
  if (!response.ok) throw new Error(`Plotly could not be read: ${response.statusText}`);
  return reportScripts(await response.text());
}

async function contentOf({ session, host, state }: Workbench) {
  const { reportContent } = await import("../src/report/content.ts");
  const folder = state.path === null ? null : folderOf(state.path);
  const written = new Map<string, string>();
  for (const { path } of session.state.sources) {
    const place = String(path);
    written.set(place, folder === null ? nameOf(place) : await host.relative(folder, place).catch(() => nameOf(place)));
  }
  const { version } = await host.start();
  const pathOf = ({ path }: Readonly<Record<string, unknown>>) => written.get(String(path)) ?? String(path);
  return reportContent(session, { app: version, now: Date.now(), pathOf });
}

function nameOf(path: string): string {
  return path.split("/").at(-1) ?? path;
}
