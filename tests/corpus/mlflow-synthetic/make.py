"""Writes two synthetic traces the way the frames of MLflow's search_traces come out of pandas."""

import json
from pathlib import Path

import pandas as pd

here = Path(__file__).parent
start = 1776000000123456789


def span(number, parent, name, kind, attributes, status="OK", events=()):
    trace = f"{number // 10:032x}"
    return {
        "trace_id": f"tr-{trace}",
        "span_id": f"{number:016x}",
        "parent_span_id": None if parent is None else f"{parent:016x}",
        "name": name,
        "start_time_unix_nano": start + number,
        "end_time_unix_nano": start + number + 1_000_000_001,
        "events": list(events),
        "status": {"code": status, "message": ""},
        "attributes": {
            "mlflow.traceRequestId": json.dumps(f"tr-{trace}"),
            "mlflow.spanType": json.dumps(kind),
            **{key: json.dumps(value) for key, value in attributes.items()},
        },
        "span_version": 4,
        "otel_trace_id": trace,
    }


usage = {"input_tokens": 12, "output_tokens": 3, "total_tokens": 15}
late = {"exception.type": "TimeoutError", "exception.message": "it's late"}
event = {"name": "exception", "time_unix_nano": start + 500, "attributes": late}
pages = [{"page_content": 'It\'s "ten".', "metadata": {"doc_uri": "limits.md"}, "id": None}]
spans = [
    [
        span(10, None, "predict", "AGENT", {"mlflow.spanInputs": {"q": "what's \"it\"?"}, "mlflow.spanOutputs": "ten"}),
        span(11, 10, "search", "RETRIEVER", {"mlflow.spanInputs": {"q": "it"}, "mlflow.spanOutputs": pages}),
    ],
    [span(20, None, "chat", "CHAT_MODEL", {"mlflow.chat.tokenUsage": usage, "mlflow.llm.model": "model-a"}, "ERROR", [event])],
]


def assessment(trace, name, **value):
    return {
        "assessment_id": f"a-{name}",
        "assessment_name": name,
        "trace_id": trace,
        "source": {"source_type": "HUMAN", "source_id": "rater-1"},
        "create_time": "2026-04-12T13:20:00Z",
        "last_update_time": "2026-04-12T13:20:00Z",
        **value,
    }


def row(spans):
    trace = spans[0]["trace_id"]
    metadata = {"mlflow.trace.user": "user-1", "mlflow.trace.session": "session-1"}
    tags = {"mlflow.traceName": spans[0]["name"]}
    info = {
        "trace_id": trace,
        "trace_location": {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": "7"}},
        "request_time": "2026-04-12T13:20:00.123Z",
        "state": "OK",
        "execution_duration_ms": 1000,
        "trace_metadata": metadata,
        "tags": tags,
        "assessments": [assessment(trace, "good", feedback={"value": 1.0}, rationale="it's \"fine\"")],
    }
    return {
        "trace_id": trace,
        "trace": json.dumps({"info": info, "data": {"spans": spans}}),
        "client_request_id": None,
        "state": "OK",
        "request_time": start // 1_000_000,
        "execution_duration": 1000,
        "request": "{}",
        "response": '"ten"',
        "trace_metadata": metadata,
        "tags": tags,
        "spans": spans,
        "assessments": info["assessments"],
    }


frame = pd.DataFrame([row(each) for each in spans])
frame.to_csv(here / "frame.csv", index=False)
frame.to_parquet(here / "frame.parquet")
frame.to_json(here / "frame.jsonl", orient="records", lines=True)
frame.drop(columns="trace").to_csv(here / "frame-without-traces.csv", index=False)
frame.drop(columns="trace").to_parquet(here / "frame-without-traces.parquet")
