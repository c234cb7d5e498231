"""What bench/drift.bench.ts measures, in numpy on one thread, by processor time.

Reads {"reference", "current", "points": path of a float32 file each, "columns", "permutations", "k", "clusters", "rounds"}
from the file given. Prints {"mmdMs", "mmd", "p", "classifierMs", "auc", "neighboursMs", "clustersMs"}.
"""

import json
import os
import sys
import time

for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np


def squared_distances(a, b):
    return np.maximum(0, (a * a).sum(1)[:, None] + (b * b).sum(1)[None, :] - 2 * (a @ b.T))


def mmd(x, y, permutations):
    n, m = len(x), len(y)
    pooled = np.vstack([x, y]).astype(np.float64)
    squared = squared_distances(pooled, pooled)
    gamma = 1 / np.median(squared[np.triu_indices(n + m, 1)])
    kernel = np.exp(-gamma * squared)
    np.fill_diagonal(kernel, 0)
    sums, total = kernel.sum(1), kernel.sum()

    def of(rows):
        within = kernel[np.ix_(rows, rows)].sum()
        across = sums[rows].sum() - within
        beyond = total - within - 2 * across
        return within / (n * (n - 1)) + beyond / (m * (m - 1)) - 2 * across / (n * m)

    generator = np.random.default_rng(1)
    observed = of(np.arange(n))
    reached = sum(of(generator.permutation(n + m)[:n]) >= observed for _ in range(permutations))
    return observed, (1 + reached) / (1 + permutations)


def auc(scores, labels):
    order = np.argsort(scores)
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    positive = labels == 1
    n, m = positive.sum(), (~positive).sum()
    return (ranks[positive].sum() - n * (n + 1) / 2) / (n * m)


def fitted(design, factor, labels):
    penalty = np.ones(design.shape[1])
    penalty[-1] = 0
    weights = np.zeros(design.shape[1])
    for _ in range(60):
        left = labels - 1 / (1 + np.exp(-(design @ weights)))
        move = factor @ (design.T @ left - penalty * weights)
        weights += move
        if np.abs(move).max() < 1e-4:
            break
    return weights


def classifier(x, y, permutations, components=50, folds=5):
    pooled = np.vstack([x, y]).astype(np.float64)
    pooled -= pooled.mean(0)
    values, vectors = np.linalg.eigh(pooled.T @ pooled)
    scores = pooled @ vectors[:, ::-1][:, :components]
    design = np.hstack([scores / scores.std(0), np.ones((len(scores), 1))])
    generator = np.random.default_rng(1)
    fold = generator.permutation(len(design)) % folds
    ridge = np.diag([1.0] * components + [0.0])
    factors = [np.linalg.inv(design[fold != at].T @ design[fold != at] / 4 + ridge) for at in range(folds)]
    labels = np.repeat([0, 1], [len(x), len(y)])

    def of(labels):
        out = np.empty(len(labels))
        for at in range(folds):
            weights = fitted(design[fold != at], factors[at], labels[fold != at])
            out[fold == at] = design[fold == at][:, :-1] @ weights[:-1]
        return auc(out, labels)

    observed = of(labels)
    for _ in range(permutations):
        of(generator.permutation(labels))
    return observed


def neighbours(points, k, block=500):
    for first in range(0, len(points), block):
        squared = squared_distances(points[first : first + block], points)
        squared[np.arange(len(squared)), first + np.arange(len(squared))] = np.inf
        nearest = np.argpartition(squared, k, axis=1)[:, :k]
        np.take_along_axis(nearest, np.argsort(np.take_along_axis(squared, nearest, 1), axis=1), 1)


def clusters(points, k, rounds):
    centroids = points[:k].copy()
    for _ in range(rounds):
        labels = squared_distances(points, centroids).argmin(1)
        for at in range(k):
            if (labels == at).any():
                centroids[at] = points[labels == at].mean(0)


def timed(action):
    start = time.process_time()
    result = action()
    return (time.process_time() - start) * 1000, result


def main():
    with open(sys.argv[1], encoding="utf8") as file:
        work = json.load(file)
    read = lambda name: np.fromfile(work[name], np.float32).reshape(-1, work["columns"])
    x, y, points = read("reference"), read("current"), read("points")
    mmd_ms, (value, p) = timed(lambda: mmd(x, y, work["permutations"]))
    classifier_ms, area = timed(lambda: classifier(x, y, 99))
    neighbours_ms, _ = timed(lambda: neighbours(points, work["k"]))
    clusters_ms, _ = timed(lambda: clusters(points, work["clusters"], work["rounds"]))
    figures = {"mmdMs": mmd_ms, "mmd": value, "p": p, "classifierMs": classifier_ms, "auc": area}
    print(json.dumps({**figures, "neighboursMs": neighbours_ms, "clustersMs": clusters_ms}))


main()
