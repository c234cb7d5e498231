"""Writes one synthetic trace the way Phoenix's frames come out of pandas, and the same trace as OTLP JSON."""

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

here = Path(__file__).parent
trace_id = "5b8aa5a2d2c872e8321cf37308d69df2"
start = pd.Timestamp("2026-04-12T13:20:00.123456Z")


def at(milliseconds):
    return start + pd.Timedelta(milliseconds=milliseconds)


# Each span: fields, attributes as they are sent, attributes as the frame holds them where that differs.
spans = [
    (
        dict(name="query", span_kind="CHAIN", parent_id=None, span_id="051581bf3cb55c13", end=2500, status="OK"),
        {
            "input.value": "What is O'Neil's limit?",
            "output.value": "It is \"ten\".",
            "session.id": "session-1",
            "user.id": "user-1",
            "metadata": {"tenant": "acme", "tries": 2, "tags": ["a", "b"]},
            "tag.tags": ["first", "second"],
            "chromadb.collection.name": "limits",
            "chromadb.top_k": 4,
        },
        {"chromadb": {"collection": {"name": "limits"}, "top_k": 4}},
    ),
    (
        dict(name="retrieve", span_kind="RETRIEVER", parent_id="051581bf3cb55c13", span_id="00f067aa0ba902b7", end=800, status="OK"),
        {
            "input.value": "O'Neil limit",
            "retrieval.documents.0.document.id": "doc-1",
            "retrieval.documents.0.document.content": "The limit is ten.\nSee \"annex\".",
            "retrieval.documents.0.document.score": 0.91,
            "retrieval.documents.0.document.metadata": {"source": "limits.md", "last_updated": "2026-01-05"},
            "retrieval.documents.1.document.id": "doc-2",
            "retrieval.documents.1.document.content": "It's not nine.",
            "retrieval.documents.1.document.score": 0.5,
        },
        {
            "retrieval.documents": [
                {
                    "document.id": "doc-1",
                    "document.content": "The limit is ten.\nSee \"annex\".",
                    "document.score": 0.91,
                    "document.metadata": {"source": "limits.md", "last_updated": "2026-01-05"},
                },
                {"document.id": "doc-2", "document.content": "It's not nine.", "document.score": 0.5},
            ]
        },
    ),
    (
        dict(name="embed", span_kind="EMBEDDING", parent_id="00f067aa0ba902b7", span_id="53995c3f42cd8ad8", end=300, status="UNSET"),
        {
            "embedding.model_name": "embed-1",
            "embedding.embeddings.0.embedding.text": "O'Neil limit",
            "embedding.embeddings.0.embedding.vector": [0.25, -0.5, 1.0],
        },
        {
            "embedding.embeddings": [
                {"embedding.text": "O'Neil limit", "embedding.vector": [0.25, -0.5, 1.0]}
            ]
        },
    ),
    (
        dict(name="ChatCompletion", span_kind="LLM", parent_id="051581bf3cb55c13", span_id="b7ad6b7169203331", end=2400, status="ERROR", message="late"),
        {
            "llm.model_name": "model-a",
            "llm.provider": "openai",
            "llm.invocation_parameters": '{"temperature": 0.5}',
            "llm.token_count.prompt": 120,
            "llm.token_count.completion": 30,
            "llm.token_count.prompt_details.cache_read": 100,
            "llm.cost.total": 0.0125,
            "llm.input_messages.0.message.role": "system",
            "llm.input_messages.0.message.content": "You're terse.",
            "llm.input_messages.1.message.role": "user",
            "llm.input_messages.1.message.content": "What is O'Neil's limit?",
            "llm.output_messages.0.message.role": "assistant",
            "llm.output_messages.0.message.tool_calls.0.tool_call.id": "call-1",
            "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "lookup",
            "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"name": "O\'Neil"}',
        },
        {
            "llm.input_messages": [
                {"message.role": "system", "message.content": "You're terse."},
                {"message.role": "user", "message.content": "What is O'Neil's limit?"},
            ],
            "llm.output_messages": [
                {
                    "message.role": "assistant",
                    "message.tool_calls": [
                        {
                            "tool_call.id": "call-1",
                            "tool_call.function.name": "lookup",
                            "tool_call.function.arguments": '{"name": "O\'Neil"}',
                        }
                    ],
                }
            ],
        },
    ),
]
exception = {"exception.type": "TimeoutError", "exception.message": "no answer"}


def any_value(value):
    if isinstance(value, dict):
        return {"stringValue": json.dumps(value)}
    if isinstance(value, list):
        return {"arrayValue": {"values": [any_value(item) for item in value]}}
    if isinstance(value, int):
        return {"intValue": str(value)}
    return {"doubleValue": value} if isinstance(value, float) else {"stringValue": value}


def key_values(attributes):
    return [{"key": key, "value": any_value(value)} for key, value in attributes.items()]


def otlp_span(fields, attributes):
    codes = {"UNSET": 0, "OK": 1, "ERROR": 2}
    event = {"name": "exception", "timeUnixNano": str(at(2300).value), "attributes": key_values(exception)}
    return {
        "traceId": trace_id,
        "spanId": fields["span_id"],
        "parentSpanId": fields["parent_id"] or "",
        "name": fields["name"],
        "kind": 1,
        "startTimeUnixNano": str(start.value),
        "endTimeUnixNano": str(at(fields["end"]).value),
        "attributes": key_values({"openinference.span.kind": fields["span_kind"], **attributes}),
        "events": [event] if fields["status"] == "ERROR" else [],
        "status": {"code": codes[fields["status"]], "message": fields.get("message", "")},
    }


def frame_row(fields, attributes, nested):
    prefixes = tuple(f"{key}." for key in nested)
    flat = {key: value for key, value in attributes.items() if not key.startswith(prefixes)} if nested else attributes
    event = {"name": "exception", "timestamp": at(2300).isoformat(), "attributes": exception}
    return {
        "name": fields["name"],
        "span_kind": fields["span_kind"],
        "parent_id": fields["parent_id"],
        "start_time": start,
        "end_time": at(fields["end"]),
        "status_code": fields["status"],
        "status_message": fields.get("message", ""),
        "events": [event] if fields["status"] == "ERROR" else [],
        "context.span_id": fields["span_id"],
        "context.trace_id": trace_id,
        "attributes.openinference.span.kind": fields["span_kind"],
        **{f"attributes.{key}": value for key, value in {**flat, **nested}.items()},
    }


def rest_span(fields, attributes):
    event = {"name": "exception", "timestamp": at(2300).isoformat(), "attributes": exception}
    return {
        "id": "U3Bhbjox",
        "name": fields["name"],
        "context": {"trace_id": trace_id, "span_id": fields["span_id"]},
        "span_kind": fields["span_kind"],
        "parent_id": fields["parent_id"],
        "start_time": start.isoformat(),
        "end_time": at(fields["end"]).isoformat(),
        "status_code": fields["status"],
        "status_message": fields.get("message", ""),
        "attributes": {"openinference.span.kind": fields["span_kind"], **attributes},
        "events": [event] if fields["status"] == "ERROR" else [],
    }


resource = [{"scopeSpans": [{"spans": [otlp_span(*span[:2]) for span in spans]}]}]
(here / "otlp.json").write_text(json.dumps({"resourceSpans": resource}))
(here / "rest.json").write_text(json.dumps({"data": [rest_span(*span[:2]) for span in spans], "next_cursor": None}))

frame = pd.DataFrame([frame_row(*(span if len(span) == 3 else (*span, {}))) for span in spans])
frame = frame.set_index("context.span_id", drop=False)
frame.to_csv(here / "spans.csv")
frame.to_parquet(here / "spans.parquet")
pd.read_parquet(here / "spans.parquet").to_csv(here / "spans-of-parquet.csv")
frame.to_json(here / "spans-iso.jsonl", orient="records", lines=True, date_format="iso", date_unit="ns")
frame.to_json(here / "spans-epoch.jsonl", orient="records", lines=True)

evaluations = pd.DataFrame(
    {
        "context.span_id": ["00f067aa0ba902b7", "00f067aa0ba902b7"],
        "document_position": [0, 1],
        "score": [1.0, 0.0],
        "label": ["relevant", "unrelated"],
        "explanation": ["It names the limit.", None],
    }
).set_index(["context.span_id", "document_position"])
table = pa.Table.from_pandas(evaluations)
arize = {"eval_id": "00000000-0000-4000-8000-000000000001", "eval_name": "Relevance", "eval_type": "DocumentEvaluations"}
parquet.write_table(
    table.replace_schema_metadata({**table.schema.metadata, b"arize": json.dumps(arize).encode()}),
    here / "evaluations.parquet",
)

annotations = pd.DataFrame(
    [
        {
            "id": f"U3BhbkFubm90YXRpb246{number}",
            "created_at": "2026-04-12T14:00:00+00:00",
            "updated_at": "2026-04-12T14:05:00+00:00",
            "source": "APP",
            "user_id": None,
            "annotation_name": name,
            "annotator_kind": kind,
            "metadata": {"batch": "b'1"},
            "identifier": "rater-1",
            "span_id": "b7ad6b7169203331",
            "result.label": label,
            "result.score": score,
            "result.explanation": explanation,
        }
        for number, (name, kind, label, score, explanation) in enumerate(
            [
                ("correctness", "HUMAN", "right", 1.0, "checked, by \"hand\""),
                ("toxicity", "LLM", None, 0.25, None),
                ("length", "CODE", "short", None, None),
                ("note", "HUMAN", None, None, "ask again"),
            ],
            1,
        )
    ]
).set_index("span_id")
annotations.to_csv(here / "annotations.csv")
annotations.to_parquet(here / "annotations.parquet")
annotations.reset_index().to_json(here / "annotations.jsonl", orient="records", lines=True)
