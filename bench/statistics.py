"""The statistics that bench/statistics.bench.ts measures, in plain Python: with numpy where it is installed, else in loops.

Reads {"kappa": {"judge", "human"}, "dimensions": [{"judge", "human"}, ...], "draws": n} from the file given; labels are
places on the scale, 0 to 4. Prints {"library", "kappaMs", "summaryMs", "kappa", "scaled"}: without numpy, a few draws are
measured and scaled up.
"""

import json
import random
import sys
import time

try:
    import numpy as np
except ImportError:
    np = None

SIZE = 5
FEW = 10


def tables_numpy(judge, human, draws):
    cells = np.asarray(judge) * SIZE + np.asarray(human)
    generator = np.random.default_rng(1)
    for _ in range(draws):
        drawn = cells[generator.integers(0, len(cells), len(cells))]
        yield np.bincount(drawn, minlength=SIZE * SIZE).reshape(SIZE, SIZE)


def tables_plain(judge, human, draws):
    cells = [one * SIZE + other for one, other in zip(judge, human)]
    for _ in range(draws):
        counts = [0] * (SIZE * SIZE)
        for cell in random.choices(cells, k=len(cells)):
            counts[cell] += 1
        yield [counts[row * SIZE : (row + 1) * SIZE] for row in range(SIZE)]


def margins(table):
    rows = [sum(row) for row in table]
    columns = [sum(row[label] for row in table) for label in range(SIZE)]
    return rows, columns, sum(rows)


def kappa(table, apart):
    rows, columns, n = margins(table)
    labels = range(SIZE)
    observed = sum(apart(i, j) * table[i][j] for i in labels for j in labels)
    expected = sum(apart(i, j) * rows[i] * columns[j] for i in labels for j in labels) / n
    return 1 - observed / expected


def alpha(table, values):
    rows, columns, n = margins(table)
    totals = [row + column for row, column in zip(rows, columns)]
    labels = range(SIZE)
    apart = [[(values[i] - values[j]) ** 2 for j in labels] for i in labels]
    observed = sum(2 * table[i][j] * apart[i][j] for i in labels for j in labels)
    expected = sum(totals[i] * totals[j] * apart[i][j] for i in labels for j in labels)
    return 1 - (2 * n - 1) * observed / expected


def middles(totals):
    below, result = 0, []
    for total in totals:
        result.append(below + total / 2)
        below += total
    return result


def correlation(table, left, right):
    rows, columns, n = margins(table)
    labels = range(SIZE)
    x = sum(rows[i] * left[i] for i in labels) / n
    y = sum(columns[i] * right[i] for i in labels) / n
    both = sum(table[i][j] * (left[i] - x) * (right[j] - y) for i in labels for j in labels)
    ones = sum(rows[i] * (left[i] - x) ** 2 for i in labels)
    others = sum(columns[i] * (right[i] - y) ** 2 for i in labels)
    return both / (ones * others) ** 0.5


def summary(table):
    if np is not None:
        table = table.tolist()
    rows, columns, n = margins(table)
    labels = list(range(SIZE))
    pairs = [(i, j, table[i][j]) for i in labels for j in labels]
    agreement = sum(table[i][i] for i in labels) / n
    shares = [(row + column) / (2 * n) for row, column in zip(rows, columns)]
    chances = [sum(s * s for s in shares), sum(s * (1 - s) for s in shares) / (SIZE - 1), 1 / SIZE]
    totals = middles([row + column for row, column in zip(rows, columns)])
    kappas = [kappa(table, d) for d in (lambda i, j: i != j, lambda i, j: abs(i - j), lambda i, j: (i - j) ** 2)]
    errors = [sum(c * f(i - j) for i, j, c in pairs) / n for f in (lambda d: d, abs, lambda d: d * d)]
    ranks = correlation(table, middles(rows), middles(columns))
    return (
        kappas
        + [(agreement - chance) / (1 - chance) for chance in chances]
        + [alpha(table, labels), alpha(table, totals), correlation(table, labels, labels), ranks, agreement]
        + errors
    )


def interval(values):
    ordered = sorted(values)
    return ordered[int(0.025 * len(ordered))], ordered[int(0.975 * len(ordered))]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        work = json.load(file)
    draws = work["draws"] if np is not None else FEW
    tables = tables_numpy if np is not None else tables_plain
    scale = work["draws"] / draws
    start = time.process_time()
    one = work["kappa"]
    low, high = interval([kappa(t, lambda i, j: (i - j) ** 2) for t in tables(one["judge"], one["human"], draws)])
    middle = time.process_time()
    for one in work["dimensions"]:
        rows = [summary(table) for table in tables(one["judge"], one["human"], draws)]
        for column in zip(*rows):
            interval(column)
    end = time.process_time()
    library = f"numpy {np.__version__}" if np is not None else "no library"
    figures = {"kappaMs": (middle - start) * 1000 * scale, "summaryMs": (end - middle) * 1000 * scale}
    print(json.dumps({"library": library, **figures, "kappa": [float(low), float(high)], "scaled": scale != 1}))


main()
