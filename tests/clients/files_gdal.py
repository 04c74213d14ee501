"""Does GDAL read our files where they lie? The FlatGeobuf by ranges, GeoJSON and CSV whole, against the made data set.

Asks the service at the first argument; works in the directory that is the second.
"""

import json
import pathlib
import re
import subprocess
import sys

from made import ASKED_BOX, ASKED_KIND, expected, same

ADDRESS, WORK = sys.argv[1], pathlib.Path(sys.argv[2])


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0 and "ERROR" not in done.stderr, (command, done.stderr)
    return done.stdout, done.stderr


def ids(source, *options):
    out = WORK / "file.geojson"
    out.unlink(missing_ok=True)
    run("ogr2ogr", "-f", "GeoJSON", *options, str(out), source)
    return [str(feature.get("id") or feature["properties"]["id"]) for feature in json.loads(out.read_text())["features"]]


csv = ["-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat"]
box = [str(degrees) for degrees in ASKED_BOX]
for ending, options in [("fgb", []), ("geojson", []), ("csv", csv)]:
    source = f"/vsicurl/{ADDRESS}/v1/stations.{ending}"
    same(ids(source, *options), expected(), f"{ending}, all")
    same(ids(source, *options, "-spat", *box), expected(box=ASKED_BOX), f"{ending}, -spat")
    same(ids(source, *options, "-where", f"kind = '{ASKED_KIND}'"), expected(kind=ASKED_KIND), f"{ending}, -where")

# A small box is read by the index: far less comes over the wire than the whole.
source = f"/vsicurl/{ADDRESS}/v1/stations.fgb"
small = (100.0, 25.0, 101.0, 26.0)
told, traffic = run(
    "ogrinfo", "-ro", "-so", "-spat", *map(str, small), "--config", "CPL_CURL_VERBOSE", "YES", source, "stations"
)
assert int(re.search(r"^Feature Count: (\d+)$", told, re.MULTILINE).group(1)) == len(expected(box=small)), told
assert "WGS 84" in told, told
parts = re.findall(r"^< content-range: bytes (\d+)-(\d+)/(\d+)", traffic, re.MULTILINE | re.IGNORECASE)
assert parts, "GDAL asked for no ranges"
read, length = sum(int(last) - int(first) + 1 for first, last, _ in parts), int(parts[0][2])
assert read < length / 2, f"{read} of {length} bytes were read for a small box"
print(f"FlatGeobuf by ranges: {len(parts)} parts, {read} of {length} bytes for a small box")
