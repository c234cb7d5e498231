import { describe, expect, it } from "vitest";
import {
  add,
  allSkipped,
  exitCode,
  fromPlaywright,
  fromVitest,
  nothing,
  single,
  summaryLine,
} from "../../tools/results.mjs";

const vitestReport = (...files: object[]) => ({ testResults: files });
const file = (status: string, ...tests: object[]) => ({
  name: "a.test.ts",
  status,
  message: "",
  assertionResults: tests,
});
const test = (status: string) => ({
  fullName: `is ${status}`,
  status,
  failureMessages: status === "failed" ? ["why"] : [],
});
const playwrightReport = (...tests: object[]) => ({
  errors: [],
  suites: [{ specs: [], suites: [{ specs: [{ file: "a.spec.ts", title: "works", tests }] }] }],
});

describe("Vitest's report", () => {
  it("is counted by outcome, whatever the kind of skip", () => {
    const report = vitestReport(
      file("failed", test("passed"), test("failed"), test("skipped"), test("todo"), test("pending")),
    );
    const result = fromVitest(report, 1);
    expect([result.passed, result.failed, result.skipped]).toEqual([1, 1, 3]);
    expect(result.failures).toEqual(["a.test.ts › is failed\nwhy"]);
  });

  it("counts a file that could not be loaded as one failed test", () => {
    const broken = { name: "b.test.ts", status: "failed", message: "no such module", assertionResults: [] };
    expect(fromVitest(vitestReport(file("passed", test("passed")), broken), 1)).toMatchObject({ passed: 1, failed: 1 });
  });

  it("fails without a report, and when the runner failed for a reason that no test shows", () => {
    expect(fromVitest(null, 1).failed).toBe(1);
    expect(fromVitest(null, 0).failed).toBe(1);
    expect(fromVitest(vitestReport(file("passed", test("passed"))), 1)).toMatchObject({ passed: 1, failed: 1 });
    expect(fromVitest(vitestReport(file("passed", test("passed"))), 0)).toMatchObject({ passed: 1, failed: 0 });
  });
});

describe("Playwright's report", () => {
  it("is counted by outcome; flaky is failed", () => {
    const outcome = (status: string) => ({ status, results: [{ error: { message: "why" } }] });
    const skipped = { status: "skipped", annotations: [{ type: "skip", description: "no Electron here" }] };
    const result = fromPlaywright(
      playwrightReport(outcome("expected"), outcome("unexpected"), outcome("flaky"), skipped),
      1,
    );
    expect([result.passed, result.failed, result.skipped]).toEqual([1, 2, 1]);
    expect(result.skips).toEqual(["a.spec.ts › works: no Electron here"]);
    expect(result.failures[0]).toBe("a.spec.ts › works\nwhy");
  });

  it("counts what went wrong outside of any test", () => {
    expect(fromPlaywright({ suites: [], errors: [{ message: "global setup failed" }] }, 1).failed).toBe(1);
    expect(fromPlaywright({ suites: [], errors: [] }, 1).failed).toBe(1);
    expect(fromPlaywright(null, 0).failed).toBe(1);
  });
});

describe("the sum", () => {
  it("is one plain line, which names skipped tests when there are any", () => {
    const sum = [single("types", true), single("build", true)].reduce(add, nothing);
    expect(summaryLine(sum)).toBe("2 passed, 0 failed");
    expect(summaryLine(add(sum, allSkipped(7, "no browser")))).toBe("2 passed, 0 failed, 7 skipped");
  });

  it("ends well only when something passed and nothing failed", () => {
    expect(exitCode(single("types", true))).toBe(0);
    expect(exitCode(add(single("types", true), single("build", false)))).toBe(1);
    expect(exitCode(nothing)).toBe(1);
    expect(exitCode(allSkipped(7, "no browser"))).toBe(1);
  });
});
