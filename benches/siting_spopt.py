"""How long does spopt take for the instance that the bench `siting` writes, and does it find the same optimum?

WAYSTATION_BENCH_DIR=DIR cargo bench --bench siting
python siting_spopt.py DIR          # pip install spopt highspy
"""

import sys
import time
from pathlib import Path

import numpy
import pulp
from spopt.locate import MCLP


def main(folder: Path, sites: int = 20) -> None:
    weights = numpy.loadtxt(folder / "weights.csv")
    pairs = numpy.loadtxt(folder / "pairs.csv", delimiter=",", dtype=int)
    # Whoever is covered costs nothing, and one unit otherwise.
    costs = numpy.ones((len(weights), pairs[:, 1].max() + 1))
    costs[pairs[:, 0], pairs[:, 1]] = 0
    for name, solver in [
        ("CBC", pulp.PULP_CBC_CMD(msg=False)),
        ("HiGHS", pulp.HiGHS(msg=False)),
    ]:
        wall, cpu = time.perf_counter(), time.process_time()
        model = MCLP.from_cost_matrix(costs, weights, service_radius=0.5, p_facilities=sites)
        built = time.perf_counter() - wall
        model.solve(solver)
        print(
            f"{name}: built in {built:.2f} s, built and solved in {time.perf_counter() - wall:.2f} s "
            f"({time.process_time() - cpu:.2f} CPU s in this process), optimum {pulp.value(model.problem.objective)}"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
