"""PSI alone, in numpy on one thread: psi.py ROWS TIMES prints the median of milliseconds of processor time for twenty columns of numbers."""

import os
import sys
import time

for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np


def psi(reference, current, bins=10):
    edges = np.unique(np.quantile(reference, np.arange(1, bins) / bins))
    shares = [
        np.maximum(np.bincount(np.searchsorted(edges, side, side="right"), minlength=len(edges) + 1) / len(side), 1e-4)
        for side in (reference, current)
    ]
    return float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())


rows, times = int(sys.argv[1]), int(sys.argv[2])
random = np.random.default_rng(1)
columns = [random.normal(size=rows) for _ in range(20)]
taken = []
for _ in range(times):
    start = time.process_time()
    for column in columns:
        psi(column[: rows // 2], column[rows // 2 :])
    taken.append(1000 * (time.process_time() - start))
print(sorted(taken)[times // 2])
