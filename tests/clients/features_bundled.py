"""Are the features, as GDAL, OWSLib and geopandas read them, those that the API itself tells of?

Asks the service at the first argument, over the bundled data.
"""

import json
import re
import subprocess
import sys
import urllib.parse
import urllib.request

import geopandas
from owslib.ogcapi.features import Features

ADDRESS = sys.argv[1] + "/v1"
SOURCE = "OAPIF:" + ADDRESS
BOX = (13.0, 52.0, 14.0, 53.0)
# Each as SQL, which GDAL sends or judges itself, and as CQL2.
FILTERS = [
    ("name = 'Berlin Hauptbahnhof'", "name = 'Berlin Hauptbahnhof'"),
    ("name LIKE 'Berlin%'", "name LIKE 'Berlin%'"),
    ("category >= 6 AND state = 'Berlin'", "category >= 6 AND state = 'Berlin'"),
    ("kind = 'service_centre'", "kind = 'service_centre'"),
    # No station of the first page has one: only the schema tells that there is such a property.
    ("capacity IS NOT NULL", "capacity IS NOT NULL"),
]


def told(path):
    with urllib.request.urlopen(ADDRESS + path) as answer:
        return json.load(answer)


def matched(collection, **asked):
    return told(f"/collections/{collection}/items?limit=1&{urllib.parse.urlencode(asked)}")["numberMatched"]


def counted(*arguments):
    read = subprocess.run(["ogrinfo", "-ro", "-so", SOURCE, *arguments], check=True, capture_output=True, text=True)
    return int(re.search(r"Feature Count: (\d+)", read.stdout).group(1))


def equal(what, found, expected):
    assert found == expected, f"{what}: {found}, {expected} expected"
    print(f"{what}: {found}")


box = [str(corner) for corner in BOX]
for collection in ("stations", "regions"):
    equal(f"GDAL, {collection}", counted(collection), matched(collection))
    equal(f"GDAL, {collection} in a box", counted(collection, "-spat", *box), matched(collection, bbox=",".join(box)))
for sql, cql2 in FILTERS:
    equal(f"GDAL, {sql}", counted("stations", "-where", sql), matched("stations", filter=cql2))

everyone = geopandas.read_file(SOURCE, layer="stations")
equal("geopandas, stations", len(everyone), matched("stations"))
equal("geopandas, each once", everyone["id"].nunique(), matched("stations"))
equal("geopandas, in a box", len(geopandas.read_file(SOURCE, layer="stations", bbox=BOX)), matched("stations", bbox=",".join(box)))
regions = geopandas.read_file(SOURCE, layer="regions")
equal("geopandas, valid regions", int(regions.is_valid.sum()), matched("regions"))

features = Features(ADDRESS)
equal("OWSLib, collections", features.feature_collections(), ["stations", "regions"])
equal("OWSLib, in a box", features.collection_items("stations", bbox=list(BOX))["numberMatched"], matched("stations", bbox=",".join(box)))
first = features.collection_items("stations", limit=1, filter="name LIKE 'Berlin%'")["features"][0]
equal("OWSLib, one feature", features.collection_item("stations", first["id"])["id"], first["id"])
assert "name" in features.collection_queryables("stations")["properties"]
seen, offset = [], 0
while True:
    page = features.collection_items("stations", limit=500, offset=offset)
    seen += [feature["id"] for feature in page["features"]]
    offset += 500
    if not any(link["rel"] == "next" for link in page["links"]):
        break
equal("OWSLib, each once over all pages", len(set(seen)), matched("stations"))
equal("OWSLib, none twice", len(seen), len(set(seen)))
