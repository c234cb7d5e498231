import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lineDiff } from "../../src/cells/line-diff.ts";
import { parseRubric, parseRubricFile, scaleValues } from "../../src/cells/rubric.ts";
import { shippedRubrics } from "../../src/cells/shipped-rubrics.ts";
import type { CellError } from "../../src/notebook/cell.ts";

const small = `name: tone
version: "1.1"
changelog:
  - {version: "1.0", change: First.}
  - {version: "1.1", date: "2026-05-01", change: Labels instead of numbers.}
dimensions:
  - name: tone
    question: How does it sound?
    scale: [rude, neutral, kind]
    anchors: {rude: It insults.}
prompt: "Say of {{answer}} how it sounds. {{context?}}"
`;

describe("a rubric's file", () => {
  test("is read with any dimensions and scales, its fields and its changelog", () => {
    const rubric = parseRubric(small);
    expect(rubric).toMatchObject({ name: "tone", version: "1.1", pair: null });
    expect(rubric.changelog[1]).toEqual({ version: "1.1", date: "2026-05-01", change: "Labels instead of numbers." });
    expect(rubric.fields).toEqual([
      { name: "answer", optional: false },
      { name: "context", optional: true },
    ]);
    expect(rubric.dimensions.map(({ scale }) => scaleValues(scale))).toEqual([["rude", "neutral", "kind"]]);
  });

  test("ships with faithfulness, relevance and completeness from 1 to 5, and with one for pairs", () => {
    const rubric = parseRubric(shippedRubrics.default ?? "");
    expect(rubric.dimensions.map(({ name }) => name)).toEqual(["faithfulness", "relevance", "completeness"]);
    for (const { scale, anchors } of rubric.dimensions) {
      expect(scale).toEqual({ min: 1, max: 5 });
      expect(Object.keys(anchors)).toEqual(["1", "2", "3", "4", "5"]);
    }
    expect(parseRubric(shippedRubrics.pairwise ?? "").pair).toEqual(["answer_a", "answer_b"]);
  });

  test("is what the sample's two rubrics are, the second saying what it changed", () => {
    const [first, second] = ["1", "2"].map((version) => {
      const path = `sample-data/judge-calibration/rubric-v${version}.yaml`;
      return parseRubricFile(path, readFileSync(path, "utf8"));
    });
    expect(first?.dimensions.map(({ name }) => name)).toEqual(["faithfulness", "resolved"]);
    expect(second?.changelog.map(({ version }) => version)).toEqual(["1", "2"]);
    expect(scaleValues(second?.dimensions[1]?.scale ?? { labels: [] })).toEqual(["no", "yes"]);
  });

  const wrong = (text: string) => {
    try {
      parseRubric(text);
    } catch (error) {
      return error as CellError;
    }
    throw new Error("it was read all the same");
  };

  test.each([
    ["a version that is a number", small.replace('version: "1.1"\n', "version: 1.1\n"), 2, /quotes to mean text/],
    [
      "a version that the changelog does not name",
      small.replace('version: "1.1"\n', 'version: "1.2"\n'),
      4,
      /says nothing of version 1.2/,
    ],
    ["an anchor beside the scale", small.replace("{rude: It", "{nasty: It"), 10, /nasty is not on the scale/],
    [
      "a scale upside down",
      small.replace("[rude, neutral, kind]", "{min: 5, max: 1}").replace(/ +anchors.*\n/, ""),
      9,
      /max has to be above min/,
    ],
    ["a label twice", small.replace("neutral, kind", "kind, kind"), 9, /kind is there twice/],
    ["a prompt without fields", small.replace(/prompt:.*/, "prompt: Judge it."), 11, /names no \{\{field\}\}/],
    ["a prompt with a torn field", small.replace("{{context?}}", "{{con text}}"), 11, /not a field/],
    ["a pair that the prompt lacks", `${small}pair: [answer, other]\n`, 12, /other is no \{\{field\}\}/],
    ["a key that it does not know", `${small}promt: x\n`, 12, /did you mean prompt/],
    ["a dimension twice", small.replace("prompt:", "  - {name: Tone, question: Again?}\nprompt:"), 11, /twice/],
  ])("tells of %s where it stands", (_, text, line, message) => {
    const error = wrong(text);
    expect(error.message).toMatch(message);
    expect(error.place.line).toBe(line);
  });

  test("is named where it is wrong", () => {
    expect(() => parseRubricFile("rubrics/tone.yaml", small.replace("question", "qestion"))).toThrow(
      /^rubric: rubrics\/tone.yaml, line 8: /,
    );
  });
});

describe("the difference of two texts", () => {
  test("keeps what is common, in order, with the lines' numbers", () => {
    expect(lineDiff("a\nb\nc\n", "a\nx\nc\nd\n")).toEqual([
      { kind: "same", text: "a", before: 1, after: 1 },
      { kind: "taken out", text: "b", before: 2, after: null },
      { kind: "added", text: "x", before: null, after: 2 },
      { kind: "same", text: "c", before: 3, after: 3 },
      { kind: "added", text: "d", before: null, after: 4 },
    ]);
    expect(lineDiff("a\n", "a").every(({ kind }) => kind === "same")).toBe(true);
  });
});
