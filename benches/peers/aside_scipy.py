"""How fast are the trees of scipy and scikit-learn inside a process? One question at a time, and ten thousand at once.

Usage: python aside_scipy.py DATA BIT SECONDS; prints JSON.
"""

import json
import sys
import time

import numpy
from scipy.spatial import cKDTree
from sklearn.neighbors import BallTree

DATA, BIT, SECONDS = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
RADIUS_M = 6371008.8
SAMPLE, BATCH = 300, 10_000


def read():
    raw = numpy.fromfile(f"{DATA}/stations.bin", dtype=numpy.uint8)
    count = len(raw) // 20
    lon, lat = raw[: count * 16].view(numpy.float64).reshape(2, count)
    return numpy.radians(lon), numpy.radians(lat), raw[count * 16 :].view(numpy.uint32)


def unit(lon, lat):
    return numpy.column_stack((numpy.cos(lat) * numpy.cos(lon), numpy.cos(lat) * numpy.sin(lon), numpy.sin(lat)))


def timed(ask, places):
    """Answers a second one at a time, and all at once; median and 99th percentile of one."""
    took, began, at = [], time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS:
        one = time.perf_counter()
        ask(places[at % len(places)])
        took.append(time.perf_counter() - one)
        at += 1
    p50, p99 = numpy.percentile(took, (50, 99)) * 1e6
    began = time.perf_counter()
    ask(places[:BATCH])
    batch = min(BATCH, len(places)) / (time.perf_counter() - began)
    return {"answers_per_s": len(took) / sum(took), "p50_us": p50, "p99_us": p99, "batch_per_s": batch}


lon, lat, flags = read()
asked_lon, asked_lat = numpy.radians(numpy.loadtxt(f"{DATA}/places").T)
few = numpy.flatnonzero(flags >> BIT & 1)
chord = 2 * numpy.sin(3000 / RADIUS_M / 2)
results = {}

began = time.perf_counter()
points = unit(lon, lat)
every, some = cKDTree(points), cKDTree(points[few])
load = time.perf_counter() - began
asked = unit(asked_lon, asked_lat)
results["scipy cKDTree"] = {
    "W1": timed(lambda place: every.query(place, 5), asked),
    "W2": timed(lambda place: some.query(place, 5), asked),
    "W3": timed(lambda place: every.query(place, 50, distance_upper_bound=chord), asked),
    "load_s": load,
    "ids": {
        "W1": every.query(asked[:SAMPLE], 5)[1].tolist(),
        "W2": few[some.query(asked[:SAMPLE], 5)[1]].tolist(),
        "W3": [[id for id in row if id < len(lon)] for row in every.query(asked[:SAMPLE], 50, distance_upper_bound=chord)[1].tolist()],
    },
}

began = time.perf_counter()
points = numpy.column_stack((lat, lon))
every, some = BallTree(points, metric="haversine"), BallTree(points[few], metric="haversine")
load = time.perf_counter() - began
asked = numpy.column_stack((asked_lat, asked_lon))
rows = lambda place: place.reshape(-1, 2)
results["scikit-learn BallTree"] = {
    "W1": timed(lambda place: every.query(rows(place), 5), asked),
    "W2": timed(lambda place: some.query(rows(place), 5), asked),
    "load_s": load,
    "ids": {"W1": every.query(asked[:SAMPLE], 5)[1].tolist(), "W2": few[some.query(asked[:SAMPLE], 5)[1]].tolist()},
}
print(json.dumps(results))
