import { describe, expect, test } from "vitest";
import { importAny as imported } from "../support/import-any.ts";
import { childId, csv, info, infoV2, json, judged, lines, otel, scoreRows, v2, v4 } from "../support/mlflow.ts";
import { useParquet as givesParquet } from "../support/parquet.ts";

givesParquet();

describe("traces without their spans", () => {
  const note = "traces without their spans, given one span each: 1";
  const row = {
    trace_id: otel,
    name: "predict",
    start_ns: 1764694340818000000n,
    end_ns: 1764694345916000000n,
    status: "OK",
  };

  test.each([
    [
      "an answer of the API",
      json({ traces: [{ ...info, execution_duration_ms: undefined, execution_duration: "5.098s" }] }),
    ],
    ["info with no spans", json({ info, data: { spans: [] } })],
    ["info with no spans, over many lines", json({ info, data: { spans: [] } }, 2)],
    ["info alone", json({ info }, 2)],
  ])("%s", async (_, text) => {
    const { spans, scores, issues, records, reason } = await imported(text);
    expect(reason).not.toBeNull();
    expect(records).toBe(1);
    expect(issues.map(({ reason }) => reason.slice(0, note.length))).toEqual([note]);
    expect(spans).toMatchObject([{ ...row, input: "why?", output: "because", input_tokens: 120n, user_id: "user-1" }]);
    expect(scores).toMatchObject(scoreRows);
  });

  test("keys and values of version 2's API", async () => {
    const pairs = (object: object) => Object.entries(object).map(([key, value]) => ({ key, value }));
    const { spans } = await imported(
      json({ traces: [{ ...infoV2, request_metadata: pairs(infoV2.request_metadata), tags: pairs(infoV2.tags) }] }),
    );
    expect(spans).toMatchObject([{ ...row, trace_id: infoV2.request_id, input: "why…", tenant: "acme" }]);
  });

  test("requests to a served model that leaves no trace", async () => {
    const { spans, issues } = await imported(
      csv({
        databricks_request_id: "6f4e7a66-1111-4222-8333-444455556666",
        timestamp_ms: 1764694340818,
        status_code: 500,
        execution_time_ms: 250,
        request: '{"q": 1}',
        response: '{"error": "x"}',
      }),
    );
    expect(spans).toMatchObject([
      {
        trace_id: "6f4e7a66-1111-4222-8333-444455556666",
        start_ns: 1764694340818000000n,
        end_ns: 1764694341068000000n,
        status: "ERROR",
        input: '{"q": 1}',
        output: '{"error": "x"}',
      },
    ]);
    expect(issues.length).toBe(1);
  });
});

describe("assessments", () => {
  const score = async (fields: object) => {
    const { scores, issues } = await imported(
      json({ info: { ...info, assessments: [{ ...judged, feedback: undefined, ...fields }] }, data: { spans: v4 } }),
    );
    return { ...scores[0], issues };
  };

  test.each([
    [{ feedback: { value: 4 } }, 4, null, null],
    [{ feedback: { value: "4.5" } }, 4.5, null, null],
    [{ feedback: { value: false } }, 0, "false", null],
    [{ feedback: { value: "partly" } }, null, "partly", null],
    [{ feedback: { value: { a: 1 } } }, null, '{"a":1}', null],
    [{ expectation: { value: "because" } }, null, "because", true],
    [
      { expectation: { serialized_value: { serialization_format: "JSON_FORMAT", value: '["a", 1]' } } },
      null,
      '["a",1]',
      true,
    ],
    [{ feedback: { error: { error_code: "RATE_LIMIT", error_message: "late" } } }, null, null, null],
    [{ issue: { issue_name: "too long" } }, null, "too long", null],
  ])("%j", async (fields, number, string, truth) => {
    expect(await score(fields)).toMatchObject({
      value_num: number,
      value_str: string,
      is_ground_truth: truth,
      issues: [],
    });
  });

  test("a judge's failure is told in the metadata", async () => {
    const { metadata } = await score({ feedback: { error: { error_code: "RATE_LIMIT" } } });
    expect(JSON.parse(metadata!).error).toEqual({ error_code: "RATE_LIMIT" });
  });

  test.each([
    ["HUMAN", "human"],
    ["LLM_JUDGE", "judge"],
    ["AI_JUDGE", "judge"],
    ["CODE", "code"],
    ["SOURCE_TYPE_UNSPECIFIED", "unknown"],
  ])("%s is %s", async (type, source) => {
    const feedback = { value: 1 };
    expect(await score({ feedback, source: { source_type: type, source_id: "rater-1" } })).toMatchObject({
      source,
      rater: "rater-1",
    });
  });

  test("one of a span judges the span", async () => {
    expect(await score({ feedback: { value: 1 }, span_id: childId })).toMatchObject({
      target_type: "span",
      target_id: childId,
    });
  });

  test("the older form", async () => {
    const old = {
      name: "old",
      assessment_name: undefined,
      create_time: undefined,
      create_time_ms: 1764694350500,
      last_update_time: undefined,
      expectation: null,
      feedback: { value: 2 },
    };
    expect(await score(old)).toMatchObject({
      name: "old",
      value_num: 2,
      time_ns: 1764694350500000000n,
      is_ground_truth: null,
    });
  });

  test("what was overridden is left out and counted, what has no value is said", async () => {
    const assessments = [
      { ...judged, valid: false },
      { ...judged, valid: true },
      { ...judged, feedback: null },
    ];
    const { scores, issues } = await imported(json({ info: { ...info, assessments }, data: { spans: v4 } }));
    expect(scores.length).toBe(1);
    expect(issues.map(({ reason, severity }) => [reason, severity])).toEqual([
      ["assessments that were overridden by later ones, left out: 1", "note"],
      ["assessments without a name or a value: 1", "note"],
    ]);
  });

  test("those of version 2 judge the trace that its spans are in", async () => {
    const { scores } = await imported(
      json({ info: { ...infoV2, assessments: [{ ...judged, trace_id: infoV2.request_id }] }, data: { spans: v2 } }),
    );
    expect(scores[0]!.target_id).toBe(otel);
  });

  test("a file of assessments alone", async () => {
    const { scores, records, reason } = await imported(
      lines(judged, { ...judged, assessment_id: "a-2", span_id: childId }),
    );
    expect(reason).toBe("the first object is an assessment of MLflow");
    expect([records, scores.map(({ target_id }) => target_id)]).toEqual([2, [otel, childId]]);
  });

  test("traces that judges left are left out and counted", async () => {
    const judge = { ...info, tags: { ...info.tags, "mlflow.trace.sourceScorer": "correct" } };
    for (const indent of [undefined, 2]) {
      const text = json(
        [
          { info: judge, data: { spans: v4 } },
          { info, data: { spans: v4 } },
        ],
        indent,
      );
      const { spans, scores, records, issues } = await imported(text);
      expect([spans.length, scores.length, records]).toEqual([2, 1, 2]);
      expect(issues).toMatchObject([
        { severity: "note", reason: "traces that judges left while they judged, left out: 1 (first: correct)" },
      ]);
    }
  });
});
