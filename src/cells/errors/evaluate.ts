import { toObjects } from "../../engine/table-data.ts";
import type { CellContext } from "../../notebook/cell.ts";
import { groupDigits } from "../../widgets/format.ts";
import { cohortSides } from "../cohort-sides.ts";
import { deploymentMarks, fittingStretch } from "../time-buckets.ts";
import type { ErrorsSpec } from "./definition.ts";
import { dropFailures, gatherFailures, type Query } from "./failures.ts";
import { feedbackScores } from "./feedback.ts";
import { firstTokens } from "./first-token.ts";
import { errorsOverTime } from "./over-time.ts";
import type { ErrorsResult } from "./result.ts";
import { retriedSteps, timeouts } from "./retries.ts";
import { errorTypes } from "./types.ts";

/** Takes the spans with an error out of all spans once; every figure is then counted in the engine. */
export async function evaluate(spec: ErrorsSpec, context: CellContext): Promise<ErrorsResult> {
  const { engine, signal } = context;
  const options = { signal };
  const query: Query = async (sql) => toObjects(await engine.query(sql, options));
  const [{ spans = 0 } = {}] = await query("SELECT count(*) AS spans FROM store.spans");
  const all = groupDigits(Number(spans));
  context.progress(`finding the errors among ${all} spans`);
  const sides = await cohortSides(engine, spec.where, options);
  try {
    await gatherFailures(engine, spec, sides, options);
    const [{ failures = 0, passed = 0 } = {}] = await query(
      "SELECT count(*) AS failures, count(*) FILTER (NOT origin) AS passed FROM store.failures",
    );
    const say = (what: string) => context.progress(`${what} of ${groupDigits(Number(failures))} errors`);
    const per = spec.per === "auto" ? await fittingStretch(query) : spec.per;
    say("types");
    const types = await errorTypes(query, spec, sides);
    const overTime = await errorsOverTime(query, spec, sides, per);
    say("retries");
    const retries = await retriedSteps(query, spec, sides);
    const late = await timeouts(query, spec, sides);
    context.progress(`first tokens of ${all} spans`);
    const firstToken = await firstTokens(query, spec, sides);
    return {
      ...{ sides, ...types, passedOn: spec.origins ? Number(passed) : 0 },
      ...{ per, buckets: overTime, deployments: await deploymentMarks(query) },
      ...{ retries, timeouts: late, firstToken, feedback: await feedbackScores(query, spec, sides) },
    };
  } finally {
    await dropFailures(engine);
  }
}
