import { describe, expect, test } from "vitest";
import { prompt } from "../../src/importers/deployments/prompt.ts";
import { importWith, lost } from "../support/importing.ts";

describe("hostile files", () => {
  const bomb = [
    "a0: &a0 [x, x, x, x, x, x, x, x, x]",
    ...Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(", ")}]`),
  ].join("\n");

  test.each([
    ["aliases that multiply", `${bomb}\nversion: "1"\nmodel_target: m\n`, "alias"],
    [
      "an alias inside of what it names",
      'version: "1"\nmodel_target: m\nparameters: &p [*p]\n',
      "stands inside what it names",
    ],
    ["deep nesting", `version: "1"\nmodel_target: m\nparameters: ${"[".repeat(5000)}`, "nested too deeply"],
    ["a tab as indentation", 'version: "1"\nmodel_target: m\nparameters:\n\ttemperature: 1\n', "Tabs are not allowed"],
    ["an alias of nothing", 'version: "1"\nmodel_target: *gone\n', "Unresolved alias"],
  ])("%s is one loss with a reason", async (_, text, reason) => {
    const imported = await importWith(prompt, text);
    expect(imported.deployments).toEqual([]);
    expect([imported.records, lost(imported)]).toEqual([1, 1]);
    expect(imported.issues.find(({ severity }) => severity === "record")?.reason).toContain(reason);
  });

  test("a tab is told with its line", async () => {
    const imported = await importWith(prompt, 'version: "1"\nmodel_target: m\nparameters:\n\ttemperature: 1\n');
    expect(imported.issues).toMatchObject([{ line: 4, severity: "record" }]);
  });

  test("keys of an object's prototype and values of every wrong type", async () => {
    const text = `- {version: "1", model_target: m, __proto__: {name: x}, constructor: y}\n- 7\n- [[[[[[[[[[1]]]]]]]]]]\n- {version: [1, {a: 2}], model_target: {x: 1}, created: {y: 2}, author: [], changelog: 5, name: true}\n- {}\n- {x: 1}\n`;
    const imported = await importWith(prompt, text);
    expect(imported.deployments.map(({ name, version }) => [name, version])).toEqual([
      ["test", "1"],
      ["true", '1, {"a":2}'],
    ]);
    expect(imported.deployments[0]?.config).toContain('"__proto__":{"name":"x"}');
    expect([imported.records, lost(imported)]).toEqual([6, 4]);
    expect(imported.issues.filter(({ severity }) => severity === "record").map(({ line }) => line)).toEqual([
      2, 3, 5, 6,
    ]);
  });

  test("a text of many megabytes is refused, not held", async () => {
    const imported = await importWith(prompt, `version: "1"\nmodel_target: m\nsystem: |\n${"  x\n".repeat(1_100_000)}`);
    expect([imported.deployments.length, imported.records, lost(imported)]).toEqual([0, 1, 1]);
  });
});
