"""How do the figures read? One table of all questions and peers, and what stands beside it."""

import asks


def number(value):
    """Three figures, thousands with commas."""
    if value is None:
        return ""
    if value >= 100:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.3g}"


def times(ours, theirs):
    """How many times as many answers ours are."""
    return f"{ours / theirs:.2g} x" if ours and theirs else ""


def row(*cells):
    return "| " + " | ".join(cells) + " |\n"


def questions(results):
    """Each question's peers, waystation first."""
    text = row("question", "who", "answers/s", "waystation is", "in part", "CPU, µs", "client, µs", "bytes", "p50, p99, µs",
               "at answers/s", "p50, p99, µs", "waystation's there")
    text += "|---|---" + "|---:" * 10 + "|\n"
    for question, words in asks.QUESTIONS.items():
        of = results["closed"].get(question, {})
        ours = of.get("waystation", {}).get("answers_per_s")
        in_part = next((of[name]["answers_per_s"] for name in asks.IN_PART if name in of), None)
        first = f"**{question}** {words}"
        for name, figures in of.items():
            half = results["at_half"].get(question, {}).get(name)
            then = [number(half["rate"]), pair(half["peer"]), pair(half["waystation"])] if half else ["", "", ""]
            theirs = figures["answers_per_s"]
            text += row(
                first, name, number(theirs),
                "" if name == "waystation" else times(ours, theirs),
                "" if name in asks.IN_PART else times(in_part, theirs),
                f"{figures['server_us']:.1f}", f"{figures['client_us']:.1f}", number(figures["bytes"]), pair(figures), *then,
            )
            first = ""
    return text


def pair(figures):
    return f"{number(figures['p50_us'])}, {number(figures['p99_us'])}"


def inside(results):
    """Libraries without a server: no protocol, no answer written; one at a time, and ten thousand at once."""
    asked = [question for question in asks.QUESTIONS if any(question in of for of in results["aside"].values())]
    text = row("inside a process, answers/s", *(f"{question}: one, p99; batch" for question in asked))
    text += "|---" + "|---:" * len(asked) + "|\n"
    for name, of in results["aside"].items():
        text += row(name, *(one_and_many(of[question]) if question in of else "" for question in asked))
    return text


def one_and_many(figures):
    one = f"{number(figures['answers_per_s'])}, {number(figures['p99_us'])} µs" if "answers_per_s" in figures else "none"
    return f"{one}; {number(figures['batch_per_s'])}"


def floor(results):
    """Processor time of waystation beside a handler that only sends as many bytes."""
    text = row("CPU an answer", "waystation, µs", "bare handler, µs", "ratio") + "|---|---:|---:|---:|\n"
    for question in ("W1", "W2"):
        of = results["closed"].get(question, {})
        bare = next((figures for name, figures in of.items() if name.startswith("bare")), None)
        if bare and "waystation" in of:
            ours = of["waystation"]["server_us"]
            text += row(question, f"{ours:.1f}", f"{bare['server_us']:.1f}", f"**{ours / bare['server_us']:.2f}**")
    return text


def holding(results):
    """Memory and time until the first answer."""
    text = row("held", "memory, MB", "ready after") + "|---|---:|---|\n"
    for name, steps in results["load"].items():
        if steps:
            took = ", ".join(f"{what} {seconds:.1f} s" for what, seconds in steps.items())
            text += row(name, number(results["memory_bytes"][name] / 1e6), took)
    for name, figures in results["aside"].items():
        text += row(f"{name}, inside a process", "", f"{figures['load_s']:.1f} s")
    return text


def agreement(results):
    asked = list(results["agree"])
    text = row("same stations as waystation, of 300 answers", *asked) + "|---" * (len(asked) + 1) + "|\n"
    found = results["agree"]
    for name in {name: None for of in found.values() for name in of}:
        cells = [found[question].get(name) for question in asked]
        text += row(name, *("" if cell is None else ", ".join(f"{count} {how}" for how, count in cell.items() if count) for cell in cells))
    return text


def facts(results):
    machine, options = results["machine"], results["options"]
    text = (
        f"{options['count']:,} stations, {options['repetitions']} repetitions of {options['seconds']:g} s by turns, medians; "
        f"16 connections. {machine['processors']}, {machine['memory_gib']} GiB, Linux {machine['kernel']}, load average before "
        f"{machine['load_average']:.1f}. {', '.join(machine['versions'])}. The whole run took {results['took_s'] / 60:.0f} minutes.\n"
    )
    if "startup" in results:
        start = results["startup"]
        text += (
            f"\nThe program is {start['bytes'] / 1e6:.1f} MB; on its bundled data it gives its first answer "
            f"{start['first_answer_s']:.2f} s after its start (slowest of five: {start['slowest_s']:.2f} s)."
        )
        text += f" A build from nothing takes {start['cold_build_s']:.0f} s.\n" if "cold_build_s" in start else "\n"
    ours, theirs = (results["load"].get(name, {}) for name in ("waystation", "PostGIS"))
    if ours and theirs:
        ready = ours["with two processors"]
        few = (theirs["COPY"] + theirs["index"]) / ready
        all_said = theirs["COPY and indexes of all that is said"] / ready
        text += (
            f"\nTo copy and index all that is said of the stations takes PostGIS {all_said:.1f} times as long as waystation takes to its "
            f"first answer, their names, places and amenities alone, with an index of their places, {few:.1f} times.\n"
        )
    if "pgbench" in results:
        ours = results["closed"]["W1"]["PostGIS"]["answers_per_s"]
        text += f"\npgbench gets {number(results['pgbench'])} answers to W1 a second of PostGIS, the load client {number(ours)}.\n"
    bare = [figures["answers_per_s"] for of in results["closed"].values() for name, figures in of.items() if name.startswith("bare")]
    if bare:
        text += f"\nThe load client asks a bare handler {number(max(bare))} times a second: no server's figure above can be higher.\n"
    return text


def markdown(results):
    parts = [questions(results)]
    parts += [floor(results)] if any(name.startswith("bare") for name in results["load"]) else []
    parts += [inside(results)] if results["aside"] else []
    parts += [holding(results)]
    parts += [agreement(results)] if any(results["agree"].values()) else []
    return "\n".join([*parts, facts(results)])
