"""What do libraries without a server answer? Each in a process of its own on the servers' processor."""

import json
import os
import subprocess

import asks

HERE = os.path.dirname(os.path.abspath(__file__))


def asked(context, wanted):
    """The figures of each script, by the name of the library."""
    results = {}
    for name in ("scipy", "sedona"):
        if name not in wanted:
            continue
        python = f"{context.work}/venv/bin/python"
        command = ["taskset", "-c", "0", python, f"{HERE}/aside_{name}.py", context.data, str(asks.BIT), str(context.options.seconds)]
        # One processor has one thread; each library counts them in its own way.
        one = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TOKIO_WORKER_THREADS")}
        told = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **one})
        if told.returncode != 0:
            raise SystemExit(f"{name}: {told.stderr}")
        results.update(json.loads(told.stdout))
    return results
