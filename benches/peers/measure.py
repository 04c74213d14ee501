"""How fast is waystation beside its peers? All of them up at once, asked by turns, on one processor; the load on the other."""

import argparse
import json
import os
import signal
import subprocess
import sys
import time

import agree
import aside
import asks
import commanded
import crosscheck
import loads
import machine
import peers
import rounds
import table
from context import BEGAN, CONNECTIONS, Context, say
from processes import processor_s

# The servers that can be left out, in the order in which they are asked.
NAMES = ["waystation", "bare", "postgis", "martin", "redis", "geokdbush", "tile38", "scipy", "sedona"]


def settle(servers):
    """Waits until none of them works on anything of its own, as after a load; two minutes at most."""
    roots = {root for server in servers for root in server.roots()}
    for _ in range(120):
        before = processor_s(roots)
        time.sleep(1)
        if processor_s(roots) - before < 0.03:
            return
    say("they do not come to rest")


def start_all(context, wanted):
    servers = []
    if "waystation" in wanted:
        servers.append(context.start(peers.Waystation))
        servers += [peers.InPart(context, servers[0], name) for name in asks.IN_PART]
        if "bare" in wanted:
            for question in ("W1", "W2"):
                run = context.load(servers[0], question, context.options.seconds / 3)
                servers.append(context.start(peers.Bare, question, round(run["body_bytes"] / run["requests"])))
    if "postgis" in wanted:
        servers.append(context.start(peers.PostGis))
        if "martin" in wanted and context.martin:
            servers.append(context.start(peers.Martin, servers[-1].cluster))
    if "redis" in wanted:
        servers.append(context.start(commanded.Redis))
    if "geokdbush" in wanted:
        servers.append(context.start(peers.Geokdbush))
    if "tile38" in wanted and os.environ.get("TILE38"):
        servers.append(context.start(commanded.Tile38))
    return servers


def measure(context, wanted):
    results = {"machine": machine.described(context), "options": vars(context.options)}
    if "waystation" in wanted:
        results["startup"] = machine.startup(context)
        if context.options.cold_build:
            say("building from nothing")
            results["startup"]["cold_build_s"] = machine.cold_build_s(context)
    loads_s = loads.measured(context, wanted)
    servers = start_all(context, wanted)
    settle(servers)
    # From here on the servers have the first processor to themselves.
    os.sched_setaffinity(0, {1})
    results["load"] = {server.name: loads_s.get(server.name, {}) | server.load for server in servers}
    results["aside"] = aside.asked(context, wanted)
    results["agree"] = agree.compared(context, servers, results["aside"])
    results["closed"] = rounds.closed(context, servers)
    for server in servers:
        if isinstance(server, peers.PostGis):
            results["pgbench"] = crosscheck.pgbench(context, server, CONNECTIONS)
    results["memory_bytes"] = {server.name: server.memory_bytes() for server in servers}
    results["at_half"] = rounds.at_half(context, servers, results["closed"])
    results["took_s"] = time.monotonic() - BEGAN
    return results


def make_data(options):
    """The stations and questions, unless this very client made them before."""
    made = f"{options.data}/made"
    # Tile38 takes a command for each station and amenity, which nobody else needs.
    more = ["--tile38"] if os.environ.get("TILE38") else []
    by = f"{options.client} {os.path.getmtime(options.client)} {more}"
    if os.path.exists(made) and open(made).read() == by:
        return
    say("making the data")
    subprocess.run([options.client, "data", options.data, "--count", str(options.count), *more], check=True)
    with open(made, "w") as file:
        file.write(by)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000, help="stations")
    parser.add_argument("--seconds", type=float, default=2.5, help="of each run")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--only", help=f"names, with commas between: {', '.join(NAMES)}")
    parser.add_argument("--cold-build", action="store_true", help="also measure a build from nothing, some ten minutes")
    for name in ("waystation", "client", "martin", "work"):
        parser.add_argument(f"--{name}", help=argparse.SUPPRESS)
    options = parser.parse_args()
    wanted = options.only.split(",") if options.only else NAMES
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        parser.error(f"not known: {', '.join(unknown)}")
    options.data = f"{options.work}/data-{options.count}"
    context = Context(options)
    # A signal ends what was started, as any other end does.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    try:
        make_data(options)
        results = measure(context, wanted)
    finally:
        context.stop()
    with open(f"{options.work}/results.json", "w") as file:
        json.dump(results, file, indent=1)
    text = table.markdown(results)
    with open(f"{options.work}/table.md", "w") as file:
        file.write(text)
    print(text)


if __name__ == "__main__":
    main()
