"""How fast does SedonaDB join a batch of places to their five nearest? On a plane of degrees, as it has no other way yet.

Usage: python aside_sedona.py DATA BIT SECONDS; prints JSON.
"""

import json
import sys
import time
import warnings

import numpy
import pyarrow
import sedonadb

# It asks for PROJ and GDAL, which nothing here needs.
warnings.simplefilter("ignore")
DATA, BIT = sys.argv[1], int(sys.argv[2])
SAMPLE, BATCH, REPEATED = 300, 10_000, 3
JOIN = """SELECT asked.id AS place, held.id AS station FROM asked
JOIN {stations} AS held ON ST_KNN(asked.point, held.point, 5, false)"""


def table(name, lon, lat, **columns):
    db.create_data_frame(pyarrow.table({"lon": lon, "lat": lat, **columns})).to_view("raw", overwrite=True)
    others = ", ".join(columns)
    db.sql(f"SELECT {others}, ST_Point(lon, lat) AS point FROM raw").to_memtable().to_view(name, overwrite=True)


def joined(stations):
    return pyarrow.table(db.sql(JOIN.format(stations=stations)))


db = sedonadb.connect()
raw = numpy.fromfile(f"{DATA}/stations.bin", dtype=numpy.uint8)
count = len(raw) // 20
lon, lat = raw[: count * 16].view(numpy.float64).reshape(2, count)
flags = raw[count * 16 :].view(numpy.uint32)
few = numpy.flatnonzero(flags >> BIT & 1)
asked_lon, asked_lat = numpy.loadtxt(f"{DATA}/places", max_rows=BATCH).T
began = time.perf_counter()
table("every", lon, lat, id=numpy.arange(count))
table("some", lon[few], lat[few], id=few)
load = time.perf_counter() - began
table("asked", asked_lon, asked_lat, id=numpy.arange(len(asked_lon)))

results = {"load_s": load, "ids": {}}
for question, stations in (("W1", "every"), ("W2", "some")):
    took = []
    for _ in range(REPEATED):
        began = time.perf_counter()
        answer = joined(stations)
        took.append(time.perf_counter() - began)
    results[question] = {"batch_per_s": len(asked_lon) / sorted(took)[REPEATED // 2]}
    rows = [[] for _ in range(SAMPLE)]
    for place, station in zip(answer["place"].to_pylist(), answer["station"].to_pylist()):
        if place < SAMPLE:
            rows[place].append(station)
    results["ids"][question] = rows
print(json.dumps({"SedonaDB": results}))
