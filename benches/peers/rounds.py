"""How many questions does each server answer, and how soon? By turns, and at equal load."""

import statistics

import asks
import peers
from context import say


def median(runs, of):
    return statistics.median(of(run) for run in runs)


def summed(runs):
    """Medians over the repetitions of one question to one peer."""
    return {
        "answers_per_s": median(runs, lambda run: run["requests"] / run["seconds"]),
        "p50_us": median(runs, lambda run: run["p50_us"]),
        "p99_us": median(runs, lambda run: run["p99_us"]),
        "server_us": median(runs, lambda run: run["server_cpu_s"] / run["requests"] * 1e6),
        "client_us": median(runs, lambda run: run["client_cpu_s"] / run["requests"] * 1e6),
        "bytes": median(runs, lambda run: run["body_bytes"] / run["requests"]),
        "runs": runs,
    }


def closed(context, servers):
    """Each question to each server, by turns: as many answers as there are."""
    results = {}
    for question in asks.QUESTIONS:
        asked = [server for server in servers if question in server.asks]
        runs = {server.name: [] for server in asked}
        for server in asked:
            context.load(server, question, context.options.seconds / 3, first=70_000)
        for repetition in range(context.options.repetitions):
            for server in asked:
                run = context.load(server, question, context.options.seconds, first=repetition * 30_000)
                runs[server.name].append(run)
        results[question] = {name: summed(of) for name, of in runs.items()}
        for name, of in results[question].items():
            say(f"{question}, {name}: {of['answers_per_s']:,.0f}/s, {of['server_us']:.1f} us")
    return results


def at_half(context, servers, results):
    """Each question at half of what a peer can answer, to the peer and to waystation by turns."""
    ours = next((server for server in servers if server.name == "waystation"), None)
    if ours is None:
        return {}
    equal = {}
    for question, of in results.items():
        for peer in servers:
            if peer is ours or isinstance(peer, (peers.Bare, peers.InPart)) or peer.name not in of or question not in ours.asks:
                continue
            rate = of[peer.name]["answers_per_s"] / 2
            runs = {peer.name: [], ours.name: []}
            for repetition in range(context.options.repetitions):
                for server in (peer, ours):
                    run = context.load(server, question, context.options.seconds, repetition * 30_000, rate)
                    runs[server.name].append(run)
            pair = {"rate": rate, "peer": summed(runs[peer.name]), "waystation": summed(runs[ours.name])}
            equal.setdefault(question, {})[peer.name] = pair
            say(f"{question} at {rate:,.0f}/s: {peer.name} {pair['peer']['p99_us']:,.0f} us, waystation {pair['waystation']['p99_us']:,.0f} us")
    return equal
