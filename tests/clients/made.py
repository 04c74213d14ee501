"""Which stations do clients read? Thirty thousand, made by a rule, and which of them pass what is asked.

With a directory as argument it writes them there, as a data set of their own.
"""

import json
import pathlib
import random
import sys

COUNT = 30_000
# Where the stations lie: a country, and both sides of the antimeridian.
BOXES = [(73.0, 18.0, 135.0, 53.0), (176.0, -20.0, 180.0, -15.0), (-180.0, -20.0, -176.0, -15.0)]
KINDS = ["union_station", "library", "courier_hub", "bank_branch"]
STATUSES = ["operating"] * 19 + ["closed"]
# What the scripts ask for: west, south, east, north.
ASKED_BOX = (100.0, 25.0, 115.0, 40.0)
ASKED_OVER = (178.0, -19.0, -178.0, -16.0)
ASKED_KIND = "library"


def features():
    made = random.Random(8)
    for number in range(COUNT):
        west, south, east, north = BOXES[0] if number % 30 else BOXES[1 + number // 30 % 2]
        lon, lat = round(made.uniform(west, east), 6), round(made.uniform(south, north), 6)
        properties = {
            "name": f"站 {number}",
            "kind": made.choice(KINDS),
            "status": made.choice(STATUSES),
            "capacity": made.randrange(60),
            "opening_hours": made.choice(["24/7", "Mo-Su 08:00-20:00"]),
            "amenities": made.sample(["water", "microwave", "seating", "toilets"], 2),
        }
        geometry = {"type": "Point", "coordinates": [lon, lat]}
        yield {"type": "Feature", "id": f"s{number:05}", "geometry": geometry, "properties": properties}


def lies_in(feature, box):
    (lon, lat), (west, south, east, north) = feature["geometry"]["coordinates"], box
    inside = west <= lon <= east if west <= east else lon >= west or lon <= east
    return inside and south <= lat <= north


def expected(box=None, kind=None):
    """The ids of the operating stations in a box and of a kind."""
    return {
        feature["id"]
        for feature in features()
        if feature["properties"]["status"] == "operating"
        and (box is None or lies_in(feature, box))
        and (kind is None or feature["properties"]["kind"] == kind)
    }


def same(ids, wanted, what):
    """Fails unless each wanted id was seen once, and no other; else says how many there were."""
    seen = list(ids)
    assert len(seen) == len(set(seen)), f"{what}: {len(seen)} features, {len(set(seen))} ids"
    lost, strange = sorted(wanted - set(seen)), sorted(set(seen) - wanted)
    assert not lost and not strange, f"{what}: lost {lost[:5]} of {len(wanted)}, strange {strange[:5]} of {len(seen)}"
    assert wanted, f"{what}: nothing was asked for"
    print(f"{what}: {len(seen)} features, as they should be")


if __name__ == "__main__":
    directory = pathlib.Path(sys.argv[1])
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features())
    (directory / "stations.geojson").write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n')
    (directory / "dataset.toml").write_text(
        'name = "Made for clients"\ntimezone = "Asia/Shanghai"\n'
        '[[stations]]\npath = "stations.geojson"\nlicence = "CC0-1.0"\n'
    )
