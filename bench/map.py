"""umap-learn on the rows of a float32 file: seconds of a fit after another has compiled it, and the map into a file.

Reads {"points", "out": paths, "columns", "epochs"} from the file given. Prints {"seconds", "processor", "version"}; processor: seconds of all cores together.
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import numpy as np
import umap

with open(sys.argv[1], encoding="utf8") as file:
    work = json.load(file)
points = np.fromfile(work["points"], dtype=np.float32).reshape(-1, work["columns"])
umap.UMAP(n_neighbors=15, n_epochs=11).fit(points[:6000])
since, spent = time.perf_counter(), time.process_time()
fitted = umap.UMAP(n_neighbors=15, n_epochs=work["epochs"]).fit(points)
seconds, processor = time.perf_counter() - since, time.process_time() - spent
fitted.embedding_.astype(np.float32).tofile(work["out"])
print(json.dumps({"seconds": seconds, "processor": processor, "version": umap.__version__}))
