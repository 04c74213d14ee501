"""Does GDAL's OAPIF driver see every station once, and only those in a box or of a kind? Against the made data set.

Asks the service at the first argument; works in the directory that is the second.
"""

import json
import pathlib
import re
import subprocess
import sys
import urllib.request

from made import ASKED_BOX, ASKED_KIND, expected, same

ADDRESS, WORK = sys.argv[1], pathlib.Path(sys.argv[2])
SOURCE = f"OAPIF:{ADDRESS}/v1"


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0 and "ERROR" not in done.stderr, (command, done.stderr)
    return done.stdout


def ids(*options):
    """What ogr2ogr copies."""
    out = WORK / "gdal.geojson"
    out.unlink(missing_ok=True)
    run("ogr2ogr", "-f", "GeoJSON", *options, str(out), SOURCE, "stations")
    return [str(feature.get("id") or feature["properties"]["id"]) for feature in json.loads(out.read_text())["features"]]


def count(*options):
    """What ogrinfo counts."""
    told = run("ogrinfo", "-ro", "-so", "-oo", "PAGE_SIZE=1000", *options, SOURCE, "stations")
    return int(re.search(r"^Feature Count: (\d+)$", told, re.MULTILINE).group(1))


layers = run("ogrinfo", "-ro", SOURCE)
assert "stations" in layers and "regions" in layers, layers
matched = json.load(urllib.request.urlopen(f"{ADDRESS}/v1/collections/stations/items?limit=1"))["numberMatched"]
everyone = expected()
assert matched == len(everyone) == count(), (matched, len(everyone), count())
box = [str(degrees) for degrees in ASKED_BOX]
for what, options, wanted in [
    ("GDAL, all", [], everyone),
    ("GDAL, -spat", ["-spat", *box], expected(box=ASKED_BOX)),
    ("GDAL, -where", ["-where", f"kind = '{ASKED_KIND}'"], expected(kind=ASKED_KIND)),
    ("GDAL, both", ["-spat", *box, "-where", f"kind = '{ASKED_KIND}'"], expected(box=ASKED_BOX, kind=ASKED_KIND)),
]:
    assert count(*options) == len(wanted), (what, count(*options), len(wanted))
    same(ids(*options, "-oo", "PAGE_SIZE=1000"), wanted, what)
# The driver's own page, over fewer stations.
small = (100.0, 25.0, 103.0, 28.0)
same(ids("-spat", *map(str, small)), expected(box=small), "GDAL, in its own pages")
