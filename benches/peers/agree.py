"""Do the peers find the same stations? Of some hundred questions the answers to W1 to W4 beside those of waystation."""

import json
import subprocess
import urllib.request

import asks

SAMPLE = 300


def compared(context, servers, aside):
    """For each question and peer: how many answers are the same in the same order, the same in another, or others."""
    ours = next((server for server in servers if server.name == "waystation"), None)
    if ours is None:
        return {}
    found = {}
    for question in ("W1", "W2", "W3", "W4"):
        with open(f"{context.data}/{asks.FILES[question]}") as file:
            lines = [line.split() for _, line in zip(range(SAMPLE), file)]
        others = {name: of["ids"][question] for name, of in aside.items() if question in of["ids"]}
        for server in servers:
            if server is not ours and question in server.asks and server.asks[question] != "/":
                others[server.name] = ASKED[server.protocol](server, server.asks[question], lines)
                if server.protocol == "postgres" and question in asks.EXACT:
                    others[f"{server.name}, ordered by ST_Distance"] = postgres(server, asks.EXACT[question], lines)
        reference = http(ours, ours.asks[question], lines)
        found[question] = {name: counted(reference, of, ordered=question != "W4") for name, of in others.items()}
    return found


def counted(reference, other, ordered):
    pairs = list(zip(reference, other))
    if not ordered:
        pairs = [(sorted(left), sorted(right)) for left, right in pairs]
    same = sum(left == right for left, right in pairs)
    reordered = sum(left != right and sorted(left) == sorted(right) for left, right in pairs)
    return {"same": same, "in another order": reordered, "others": len(pairs) - same - reordered}


def filled(ask, line, marks="{%d}", first=0):
    for at, word in enumerate(line):
        ask = ask.replace(marks % (at + first), word)
    return ask


def numbers(document):
    """The numbers of the features: waystation's ids have a letter before them, PostGIS tells them as properties."""
    ids = (feature["id"] if "id" in feature else feature["properties"]["id"] for feature in document["features"])
    return [int(str(id).removeprefix("s")) for id in ids]


def http(server, ask, lines):
    found = []
    for line in lines:
        with urllib.request.urlopen(f"http://{server.address}{filled(ask, line)}") as answer:
            found.append(numbers(json.load(answer)))
    return found


def postgres(server, ask, lines):
    """A row for each number, or one document; an empty line behind each answer."""
    found, rows = [], []
    statements = [filled(ask, line, "$%d", 1) + ";\n\\echo" for line in lines]
    for row in server.cluster.script("\n".join(statements)).splitlines():
        if row.startswith("{"):
            rows = numbers(json.loads(row))
        elif row:
            rows.append(int(row.split("|")[0]))
        else:
            found.append(rows)
            rows = []
    return found


def resp(server, ask, lines):
    found = []
    for line in lines:
        command = server.command("--json", *filled(ask, line).split(" "))
        told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        # Tile38 puts a cursor before the members.
        rows = told[1] if len(told) == 2 and not isinstance(told[0], list) else told
        found.append([int(row[0]) for row in rows])
    return found


ASKED = {"http": http, "postgres": postgres, "resp": resp}
