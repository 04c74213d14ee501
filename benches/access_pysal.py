"""The same scores by PySAL `access`, of the pairs that `cargo bench --bench access` writes with WAYSTATION_ACCESS_PAIRS.

Usage: python benches/access_pysal.py DIRECTORY   (needs `pip install access`)
"""

import sys
import time

import pandas as pd
from access import weights
from access.fca import two_stage_fca

directory = sys.argv[1]
places, stations, pairs = (pd.read_csv(f"{directory}/{name}.csv") for name in ("places", "stations", "pairs"))
steps = {1000: 1.0, 2000: 0.68, 3000: 0.22}


def scores(weight_fn):
    return two_stage_fca(
        demand_df=places.set_index("place"),
        supply_df=stations.set_index("station"),
        cost_df=pairs,
        max_cost=3001,
        demand_index=True,
        demand_name="weight",
        supply_index=True,
        supply_name="amount",
        cost_origin="place",
        cost_dest="station",
        cost_name="cost",
        weight_fn=weight_fn,
    )


for name, weight_fn in (("plain", None), ("enhanced", weights.step_fn(steps))):
    took = []
    for _ in range(5):
        began = time.perf_counter()
        found = scores(weight_fn)
        took.append(time.perf_counter() - began)
    ours = places.set_index("place")[name]
    worst = ((found.reindex(ours.index) - ours).abs() / ours).max()
    print(f"{name}: {sorted(took)[2] * 1000:.0f} ms (median of 5), largest relative difference from ours {worst:.1e}")
