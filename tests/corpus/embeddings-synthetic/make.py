# Writes the files of this folder with NumPy 2.4, pyarrow 25.0.1, pandas 3.0 and polars 1.44. The arrays hold the real
# iris measurements of embeddings-raw; the tables hold made-up vectors: number k of row i is i + k / 8.
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

iris = np.fromfile("../embeddings-raw/iris_tensors.bytes", "<f4").reshape(150, 4)
np.save("iris.npy", iris)
np.save("iris-half.npy", iris.astype("<f2"))
np.save("iris-double-big-endian-by-column.npy", np.asfortranarray(iris.astype(">f8")))
np.save("one-dimension.npy", iris[:, 0])
for version in [2, 3]:
    with open(f"iris-version-{version}.npy", "wb") as file:
        np.lib.format.write_array(file, iris, version=(version, 0))
np.savez_compressed(
    "iris.npz",
    embeddings=iris,
    ids=np.arange(150) + 9_007_199_254_740_993,
    labels=np.array([["setosa", "versicolor", "virginica"][i // 50] for i in range(150)]),
    texts=np.array([f"flower {i} é" for i in range(150)]),
    timestamps=np.datetime64("2026-04-01T00:00:00", "us") + np.arange(150),
    model=np.array("iris-4"),
    tokens=np.arange(300).reshape(150, 2),
    odd=np.arange(7),
)

N, D = 12, 8
vectors = (np.arange(N)[:, None] + np.arange(D) / 8).astype(np.float32)
beside = {
    "id": [f"doc-{i}" for i in range(N)],
    "page_content": [f"text {i}" for i in range(N)],
    "created_at": pa.array(np.datetime64("2026-04-01T00:00:00", "us") + np.arange(N) * 1_000_000),
    "model": ["model-a"] * N,
    "source": ["a", "b"] * (N // 2),
    "metadata": [{"page": i, "lang": "en"} for i in range(N)],
}
fixed = pa.table({**beside, "v": pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), D)})
pq.write_table(fixed, "fixed.parquet", row_group_size=5)
feather.write_feather(fixed, "fixed-lz4.feather")
with pa.OSFile("fixed.arrows", "wb") as file, pa.ipc.new_stream(file, fixed.schema) as writer:
    writer.write_table(fixed, max_chunksize=5)
halves = pa.array(vectors.astype(np.float16).tolist(), pa.list_(pa.float16()))
doubles = pa.array(vectors.astype(np.float64).tolist(), pa.large_list(pa.float64()))
pq.write_table(pa.table({**beside, "halves": halves, "title_vector": doubles}), "two.parquet")
pq.write_table(pa.table({**beside, "embedding": [row.tobytes() for row in vectors]}), "bytes.parquet")
pq.write_table(pa.table({**beside, "embedding": [str(row.tolist()) for row in vectors]}), "text.parquet")
pq.write_table(pa.table({**beside, "embedding": ["embed-small"] * N}), "name-only.parquet")
odd = vectors.tolist()
odd[3], odd[4][2], odd[5], odd[6], odd[7] = None, None, [0.0] * D, [], [float("nan")] * D
pq.write_table(pa.table({**beside, "embedding": pa.array(odd, pa.list_(pa.float32()))}), "odd.parquet")
pq.write_table(
    pa.table({
        "id": beside["id"],
        "point": [[1.5, 2.5, 3.5]] * N,
        "token_counts": [list(range(20))] * N,
        "token_probs": [[0.1] * 20] * N,
        "uneven": [[0.5] * (8 + i) for i in range(N)],
    }),
    "other-lists.parquet",
)
pd.DataFrame({"id": beside["id"], "embedding": list(vectors)}).to_parquet("pandas.parquet")
pl.DataFrame({"id": beside["id"], "embedding": vectors.tolist()}).write_parquet("polars.parquet")
