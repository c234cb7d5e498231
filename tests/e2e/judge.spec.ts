import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { type ChatBody, goodAnswer, OpenAiServer, type Reply } from "../support/openai-server.ts";
import { qaCsv } from "../support/qa.ts";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// A person has a model judge some rows: sets an endpoint, looks at what would leave, pays, reads, and never pays twice.

const key = "sk-window-0123456789abcdef";
const notebook = "---\ncasebook: 1\ntitle: Plans\nsources:\n  - qa.csv\n---\n";

let folder: string;
let path: string;
let host: RunningHost;
let server: OpenAiServer;

function reply(body: ChatBody, nth: number): Reply {
  if (nth === 2) return { type: "status", status: 429, headers: { "retry-after-ms": "200" } };
  const text = body.messages[1]?.content ?? "";
  // Two answers that stay unreadable, after one repair each.
  if (/plan [34] cost/.test(text)) return { type: "answer", content: "I would say four." };
  return goodAnswer(body);
}

test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "casebook-judge-"));
  path = join(folder, "plans.casebook.md");
  writeFileSync(path, notebook);
  writeFileSync(join(folder, "qa.csv"), qaCsv(24));
  server = await OpenAiServer.start(reply);
  host = await startWebHost([path]);
});

test.afterEach(async () => {
  await host.stop();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("rows are judged after a look and a yes, paused and resumed, read, and shown again without the endpoint", async ({
  page,
}) => {
  const heard: string[] = [];
  page.on("response", async (response) => {
    if (response.url().includes("/api/")) heard.push(await response.text().catch(() => ""));
  });
  const window = await CasebookWindow.open(page, host.url);
  await window.settled();
  const name = await window.addCell("Judge(?! c)");
  const cell = window.cell(name);
  await window.settled();
  await expect(cell).toContainText("There are no traces yet");
  await cell.getByRole("button", { name: "Source", exact: true }).click();
  await window.write(cell, "from: qa\nsample: 24\nconcurrency: 2\ninput_price: 1\noutput_price: 2\n");
  await page.keyboard.press("ControlOrMeta+Enter");
  await window.settled();
  await expect(cell).toContainText("24 of 24 rows of qa");

  // No endpoint yet: one is set, its key goes to the host.
  await cell.getByRole("button", { name: "Set an endpoint…" }).click();
  const dialog = page.getByRole("dialog", { name: "Endpoints" });
  await dialog.getByLabel("Name").fill("local");
  await dialog.getByLabel("Address").fill("http://far.example/v1");
  await dialog.getByLabel("Key").fill(key);
  await dialog.getByRole("button", { name: "Set endpoint" }).click();
  await expect(dialog.getByRole("status")).toContainText("use https");
  await dialog.getByLabel("Address").fill(server.baseUrl);
  await dialog.getByLabel("Key").fill(key);
  await dialog.getByRole("button", { name: "Set endpoint" }).click();
  await expect(dialog.getByRole("listitem")).toContainText("key in a file that only you can read");
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(cell.getByLabel("Endpoint", { exact: true })).toHaveValue("local");
  await cell.getByRole("button", { name: "List models" }).click();
  await expect(cell).toContainText("2 listed");
  await cell.getByLabel("Model", { exact: true }).fill("judge-small");
  await window.settled();

  // What would leave, word for word, and what it costs; nothing has left yet.
  await cell.getByRole("button", { name: "Look at what would leave" }).click();
  const preview = cell.getByRole("region", { name: "What would leave" });
  await expect(preview).toContainText("1 row seems to speak to the judge");
  const text = preview.getByRole("region", { name: "The text of this call" });
  for (let call = 1; call <= 24; call++) {
    await preview.getByLabel("Which call").fill(String(call));
    await expect(text).toContainText("<data answer");
    await expect(text).not.toContainText("@example.com");
    await expect(text).not.toContainText("1234 56");
  }
  await expect(preview).toContainText("budget $1.00");
  const send = preview.getByRole("button", { name: /^Send 24 calls to local, at most \$/ });
  await expect(send).toBeVisible();
  expect(server.asked).toHaveLength(0);

  // A run: paused, gone on with, done.
  server.delayMs = 60;
  await send.click();
  const running = cell.getByRole("region", { name: "Judging" });
  await running.getByRole("button", { name: "Pause" }).click();
  await expect(running).toContainText("Paused.");
  const asked = server.asked.length;
  await page.waitForTimeout(300);
  expect(server.asked).toHaveLength(asked);
  server.delayMs = 0;
  await running.getByRole("button", { name: "Go on" }).click();
  await expect(running).toContainText("Done.");
  await expect(running).toContainText("24 of 24 judgements");
  await window.settled();
  // 24 answers, one 429, two repairs.
  expect(server.asked).toHaveLength(27);
  expect(server.asked.every(({ headers }) => headers.authorization === `Bearer ${key}`)).toBe(true);

  // What came of it: means, what could not be read, a row's reasons from the keyboard.
  await expect(cell).toContainText("6 verdicts could not be read, and are left out of every figure");
  await expect(cell.getByRole("row", { name: /^faithfulness 1:/ })).toContainText("n = 22");
  await expect(cell).toContainText("seems to speak to the judge");
  await cell.getByRole("grid").getByRole("gridcell").first().click();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary", { name: /^Judged: q/ })).toContainText("characters.");
  await page.keyboard.press("Escape");

  // Run again, saved, opened again with the endpoint gone: the same, and nobody is asked.
  await running.getByRole("button", { name: "Close" }).click();
  await expect(cell).toContainText("All 24 judgements are stored beside the notebook");
  await page.keyboard.press("ControlOrMeta+s");
  await expect.poll(() => readdirSync(folder)).toContain("plans.casebook.lock.json");
  await page.keyboard.press("ControlOrMeta+Shift+s");
  const saveAs = page.getByRole("dialog", { name: "Save notebook" });
  await saveAs.getByLabel("Name").fill("copy.casebook.md");
  await saveAs.getByRole("button", { name: "Save", exact: true }).click();
  await expect.poll(() => readdirSync(folder)).toContain("copy.casebook.judge.jsonl");
  expect(readFileSync(join(folder, "copy.casebook.judge.jsonl"), "utf8")).toBe(
    readFileSync(join(folder, "plans.casebook.judge.jsonl"), "utf8"),
  );
  await server.stop();
  await page.goto(host.url);
  await window.settled();
  await expect(window.cell(name)).toContainText("6 verdicts could not be read");
  await expect(window.cell(name).getByRole("row", { name: /^faithfulness 1:/ })).toContainText("n = 22");
  expect(server.asked).toHaveLength(27);

  // The key is nowhere but with the host.
  const written = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  expect([...written, ...heard, await page.content()].join("\n")).not.toContain(key);
  window.expectClean();
});

test("a notebook stays where it is while a judge runs; the window's Stop ends that, and what was answered is kept", async ({
  page,
}) => {
  writeFileSync(join(folder, "qa.csv"), qaCsv(24));
  const spec = "from: qa\nsample: 24\nconcurrency: 2\ninput_price: 1\noutput_price: 2\nendpoint: local\nmodel: small\n";
  writeFileSync(path, `${notebook}\n\`\`\`yaml cell=judged kind=judge\n${spec}\`\`\`\n`);
  const window = await CasebookWindow.open(page, host.url);
  await page.getByRole("button", { name: "Trust and run" }).click();
  await window.settled();
  const cell = window.cell("judged");
  await cell
    .getByRole("button", { name: "Endpoints…" })
    .or(cell.getByRole("button", { name: "Set an endpoint…" }))
    .click();
  const dialog = page.getByRole("dialog", { name: "Endpoints" });
  await dialog.getByLabel("Name").fill("local");
  await dialog.getByLabel("Address").fill(server.baseUrl);
  await dialog.getByRole("button", { name: "Set endpoint" }).click();
  await expect(dialog.getByRole("listitem")).toContainText("local");
  await dialog.getByRole("button", { name: "Close" }).click();
  await cell.getByRole("button", { name: "Look at what would leave" }).click();
  await cell.getByRole("button", { name: /^Send 24 calls/ }).click();
  const running = cell.getByRole("region", { name: "Judging" });
  await expect(running).toContainText(/[1-9]\d* of 24 judgements/);
  server.delayMs = 20_000;
  await expect.poll(() => server.asked.length).toBeGreaterThan(3);
  await page.keyboard.press("ControlOrMeta+Shift+s");
  await expect(page.getByRole("alert")).toContainText("Save as: a judge is running");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("banner").getByRole("button", { name: "Stop" }).click();
  await expect(running).toContainText("Ended: stopped. What was answered is kept");
  await expect(page.getByRole("banner").getByRole("button", { name: "Run all" })).toBeVisible();
  await running.getByRole("button", { name: "Close" }).click();
  await expect(cell).toContainText(/[1-9]\d* judgements? stored, \d+ to be had/);
});
