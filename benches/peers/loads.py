"""How long until all stations can be asked for? Loads by turns, since memory and disk are never twice the same."""

from statistics import median

import peers
import postgis
from context import say
from processes import free_port


def ready_s(context, kind):
    """Seconds until waystation gives its first answer."""
    server = kind(context)
    server.stop()
    context.started.remove(server)
    return server.ready_s


def of_postgis(context):
    """Seconds that an empty PostGIS takes for each step."""
    cluster = postgis.Cluster(free_port())
    try:
        cluster.start()
        copied, indexed = cluster.load(context.data)
        return {"COPY": copied, "index": indexed, "COPY and indexes of all that is said": cluster.load_told(context.data)}
    finally:
        cluster.stop()


def measured(context, wanted):
    """The steps of each with the median of their seconds."""
    took = {}
    for turn in range(context.options.repetitions):
        say(f"loads, turn {turn + 1}")
        steps = {}
        if "waystation" in wanted:
            both, one = ready_s(context, peers.WaystationOnBoth), ready_s(context, peers.Waystation)
            steps["waystation"] = {"with two processors": both, "with one": one}
        if "postgis" in wanted:
            steps["PostGIS"] = of_postgis(context)
        for name, seconds in steps.items():
            for step, value in seconds.items():
                took.setdefault(name, {}).setdefault(step, []).append(value)
    return {name: {step: median(values) for step, values in of.items()} for name, of in took.items()}
