# Writes the Arrow and Parquet files of this folder, with pyarrow 25.0.1 and polars 1.44.2.
import datetime as dt

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

N, CHUNK = 60, 20
noon = dt.datetime(2026, 4, 1, 12, tzinfo=dt.timezone.utc)
times = [noon + dt.timedelta(seconds=i) for i in range(N)]

every = pa.table({
    "n": pa.array(range(N), pa.int64()),
    "s": pa.array([f"text {i} é" if i % 7 else None for i in range(N)], pa.string()),
    "large": pa.array([f"large {i}" for i in range(N)], pa.large_string()),
    "half": pa.array(np.arange(N, dtype=np.float16) / 2, pa.float16()),
    "vector": pa.array([[float(i), 0.5] for i in range(N)], pa.list_(pa.float16(), 2)),
    "halves": pa.array([[float(i), 0.5] for i in range(N)], pa.list_(pa.float16())),
    "t": pa.array(times, pa.timestamp("us", "Europe/Berlin")),
    "category": pa.array([f"cat {i % 3}" for i in range(N)]).dictionary_encode(),
    "m": pa.array([[("k", i)] for i in range(N)], pa.map_(pa.string(), pa.int64())),
    "st": pa.array([{"a": i, "h": np.float16(i)} for i in range(N)], pa.struct([("a", pa.int32()), ("h", pa.float16())])),
    "d": pa.array(list(range(N)), pa.decimal128(20, 2)),
    "d32": pa.array([-i for i in range(N)], pa.decimal32(5, 2)),
    "list": pa.array([[i] for i in range(N)], pa.large_list(pa.int32())),
    "view": pa.array([f"a view of a string {i}" for i in range(N)], pa.string_view()),
    "id": pa.array([bytes([i]) * 16 for i in range(N)], pa.uuid()),
})
for compression in ["uncompressed", "lz4", "zstd"]:
    feather.write_feather(every, f"every-{compression}.feather", compression=compression, chunksize=CHUNK)
with pa.OSFile("every.arrows", "wb") as file, pa.ipc.new_stream(file, every.schema) as writer:
    writer.write_table(every, max_chunksize=CHUNK)
pq.write_table(every.drop(["view", "d32", "list"]), "every.parquet", row_group_size=CHUNK)


def dictionary(indices, values):
    array = pa.DictionaryArray.from_arrays(pa.array(indices, pa.int32()), pa.array(values))
    return pa.record_batch([array], names=["d"])


def write_stream(name, batches, **options):
    with pa.OSFile(name, "wb") as file:
        with pa.ipc.new_stream(file, batches[0].schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
            for batch in batches:
                writer.write(batch)


first = dictionary([0, 1], ["a", "b"])
write_stream("dictionary-replaced.arrows", [first, dictionary([0, 1], ["c", "a"])])
write_stream("dictionary-grows.arrows", [first, dictionary([0, 2], ["a", "b", "c"])], emit_dictionary_deltas=True)

refused = {
    "decimal256": pa.array([1, 2, 3], pa.decimal256(50, 2)),
    "run-ends": pa.RunEndEncodedArray.from_arrays([2, 3], [7, 8]),
}
for name, array in refused.items():
    feather.write_feather(pa.table({"x": array}), f"{name}.feather", compression="uncompressed")

frame = pl.DataFrame({
    "n": range(N),
    "s": [f"polars string number {i}" for i in range(N)],
    "t": times,
    "l": [[1.0, float(i)] for i in range(N)],
    "c": ["a", "b", "c"] * (N // 3),
}).with_columns(pl.col("c").cast(pl.Categorical))
frame.write_ipc("polars.arrow")
frame.write_ipc("polars-lz4.arrow", compression="lz4")
frame.write_parquet("polars.parquet")
