"""Does geopandas read the stations as a frame, by OAPIF, by next links and as a file? Against the made data set.

Asks the service at the first argument.
"""

import json
import sys
import urllib.parse
import urllib.request

import geopandas

from made import ASKED_BOX, ASKED_KIND, expected, same

ADDRESS = sys.argv[1]
SOURCE = f"OAPIF:{ADDRESS}/v1"
of_kind = f"kind = '{ASKED_KIND}'"

for what, source, options in [
    ("geopandas by OAPIF", SOURCE, {"layer": "stations", "PAGE_SIZE": 1000}),
    ("geopandas, FlatGeobuf by ranges", f"/vsicurl/{ADDRESS}/v1/stations.fgb", {}),
]:
    frame = geopandas.read_file(source, **options)
    same(frame["id"].astype(str), expected(), f"{what}, all")
    assert frame.crs.to_epsg() == 4326 or "CRS84" in frame.crs.to_string(), frame.crs
    frame = geopandas.read_file(source, bbox=ASKED_BOX, **options)
    same(frame["id"].astype(str), expected(box=ASKED_BOX), f"{what}, in a box")
    frame = geopandas.read_file(source, where=of_kind, **options)
    same(frame["id"].astype(str), expected(kind=ASKED_KIND), f"{what}, of a kind")


def pages(address):
    """Every page by its link to the next."""
    while address:
        with urllib.request.urlopen(address) as answer:
            page = json.load(answer)
        assert page["numberReturned"] == len(page["features"])
        yield page["features"]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        address = urllib.parse.urljoin(address, following[0]) if following else None


features = [feature for page in pages(f"{ADDRESS}/v1/collections/stations/items?limit=700") for feature in page]
frame = geopandas.GeoDataFrame.from_features(features, crs="OGC:CRS84")
same((feature["id"] for feature in features), expected(), "geopandas, page by page")
west, south, east, north = ASKED_BOX
inside = frame.cx[west:east, south:north]
assert len(inside) == len(expected(box=ASKED_BOX)), len(inside)
