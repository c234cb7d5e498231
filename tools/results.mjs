// Adds up what the test runners report. A result is {passed, failed, skipped, failures, skips}: counts, and lines to read.

export const nothing = { passed: 0, failed: 0, skipped: 0, failures: [], skips: [] };

export function add(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
    skips: [...a.skips, ...b.skips],
  };
}

/** A check that is one test: formatting, a type check, the build. */
export function single(name, passed) {
  return passed ? { ...nothing, passed: 1 } : failure(name, "see its output above");
}

function failure(name, message) {
  return { ...nothing, failed: 1, failures: [`${name}\n${message}`] };
}

/** Vitest's JSON report; null when it was not written. A file that could not be loaded is one failed test. */
export function fromVitest(report, status) {
  if (!report) return failure("vitest", "it ended without a report: see its output above");
  const result = report.testResults.map(vitestFile).reduce(add, nothing);
  const unexplained = status !== 0 && result.failed === 0;
  return unexplained ? add(result, failure("vitest", `it ended with code ${status}: see its output above`)) : result;
}

function vitestFile({ name, status, message, assertionResults }) {
  if (status === "failed" && !assertionResults.some((test) => test.status === "failed")) {
    return add(failure(name, message), assertionResults.map(vitestTest(name)).reduce(add, nothing));
  }
  return assertionResults.map(vitestTest(name)).reduce(add, nothing);
}

const vitestTest = (file) => (test) => {
  const name = `${file} › ${test.fullName}`;
  if (test.status === "passed") return { ...nothing, passed: 1 };
  if (test.status === "failed") return failure(name, test.failureMessages.join("\n"));
  return { ...nothing, skipped: 1, skips: [name] };
};

/** Playwright's JSON report; null when it was not written. */
export function fromPlaywright(report, status) {
  if (!report) return failure("playwright", "it ended without a report: see its output above");
  const specs = report.suites.flatMap(playwrightSpecs);
  const errors = report.errors.map(({ message }) => failure("playwright", message ?? ""));
  const result = [...specs, ...errors].reduce(add, nothing);
  const unexplained = status !== 0 && result.failed === 0;
  return unexplained ? add(result, failure("playwright", `it ended with code ${status}`)) : result;
}

function playwrightSpecs(suite) {
  const own = suite.specs.flatMap((spec) =>
    spec.tests.map((test) => playwrightTest(`${spec.file} › ${spec.title}`, test)),
  );
  return [...own, ...(suite.suites ?? []).flatMap(playwrightSpecs)];
}

function playwrightTest(name, { status, annotations = [], results = [] }) {
  if (status === "expected") return { ...nothing, passed: 1 };
  if (status === "skipped") {
    const reason = annotations.find(({ type, description }) => type === "skip" && description)?.description;
    return { ...nothing, skipped: 1, skips: [reason ? `${name}: ${reason}` : name] };
  }
  // A flaky test passed only when it was tried again: that is a failure to look into.
  const messages = results.flatMap(({ error }) => (error?.message ? [error.message] : []));
  return failure(name, messages.join("\n") || status);
}

/** Tests that were not run for one reason, as `skipped`. */
export function allSkipped(count, reason) {
  return { ...nothing, skipped: count, skips: [reason] };
}

/** The last line of a run. */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;
}

/** 0 when something passed and nothing failed. */
export function exitCode({ passed, failed }) {
  return failed > 0 || passed === 0 ? 1 : 0;
}
