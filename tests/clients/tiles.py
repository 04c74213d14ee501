"""Are the tiles, as GDAL and mapbox-vector-tile read them, what the API tells of the same stations, regions and gaps?

Asks the service at the first argument; works in the directory that is the second.
"""

import json
import math
import pathlib
import subprocess
import sys
import urllib.request

import mapbox_vector_tile
from shapely.geometry import shape

ADDRESS, WORK = sys.argv[1], pathlib.Path(sys.argv[2])
AT = "at=2026-11-25T12:00:00Z"
MAX_ZOOM = 16
# Half the square of EPSG:3857, in metres.
HALF_M = math.pi * 6378137


def get(path):
    with urllib.request.urlopen(ADDRESS + path) as answer:
        return answer.status, answer.read()


def told(path):
    return json.loads(get(path)[1])


def tile_of(lon, lat, zoom):
    y = 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)
    return tuple(int(share * 2**zoom) for share in (lon / 360 + 0.5, y))


def metres(lon, lat):
    return math.radians(lon) * 6378137, math.asinh(math.tan(math.radians(lat))) * 6378137


def by_mapbox(tile, layer):
    layers = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    assert list(layers) == [layer], layers.keys()
    assert layers[layer]["extent"] == 4096 and layers[layer]["version"] == 2
    return layers[layer]["features"]


def by_gdal(tile, layer, zoom, x, y):
    """The features with their geometry in EPSG:3857."""
    file, out = WORK / "tile.mvt", WORK / "tile.geojson"
    file.write_bytes(tile)
    out.unlink(missing_ok=True)
    options = ["-oo", f"Z={zoom}", "-oo", f"X={x}", "-oo", f"Y={y}", "-oo", "CLIP=NO"]
    subprocess.run(
        ["ogr2ogr", "-f", "GeoJSON", "-a_srs", "EPSG:3857", str(out), *options, f"MVT:{file}", layer],
        check=True,
        capture_output=True,
    )
    return json.loads(out.read_text())["features"]


def unit_m(zoom):
    return 2 * HALF_M / 2**zoom / 4096


def position_of(geometry):
    while not isinstance(geometry[0], (int, float)):
        geometry = geometry[0]
    return geometry


def close(ours, theirs, what, most):
    assert math.dist(ours, theirs) <= most, (what, ours, theirs)


def single_stations():
    """Stations around some cities, as /v1/nearest has them, in the tile of the finest zoom that shows each."""
    count = 0
    for lon, lat in [(13.3694, 52.5251), (6.9583, 50.9432), (11.5582, 48.1402), (121.4479, 37.4638), (123.4315, 41.8057)]:
        for feature in told(f"/v1/nearest?lon={lon}&lat={lat}&limit=20&{AT}")["features"]:
            there = feature["geometry"]["coordinates"]
            said = feature["properties"]
            for zoom in (14, MAX_ZOOM):
                x, y = tile_of(*there, zoom)
                status, tile = get(f"/v1/tiles/stations/{zoom}/{x}/{y}?{AT}")
                assert status == 200
                ours = [found for found in by_mapbox(tile, "stations") if found["properties"].get("id") == feature["id"]]
                theirs = [
                    found for found in by_gdal(tile, "stations", zoom, x, y) if found["properties"].get("id") == feature["id"]
                ]
                assert len(ours) == len(theirs) == 1, (feature["id"], zoom, len(ours), len(theirs))
                for found in (ours[0]["properties"], theirs[0]["properties"]):
                    assert found["open"] == said["open"]["state"], (found, said)
                    for key in ("closes_at", "opens_at"):
                        assert found.get(key) == said["open"].get(key), (key, found, said)
                    for key in ("name", "kind", "address", "operator", "phone", "access", "category", "wifi", "taxi_rank"):
                        assert found.get(key) == said.get(key), (key, found.get(key), said.get(key))
                    words = json.loads(found["amenities"]) if isinstance(found["amenities"], str) else found["amenities"]
                    assert words == list(dict.fromkeys(amenity["kind"] for amenity in said["amenities"]))
                where = position_of(theirs[0]["geometry"]["coordinates"])
                close(metres(*there), where, feature["id"], 1.5 * unit_m(zoom))
                inside = position_of(ours[0]["geometry"]["coordinates"])
                assert all(0 <= units < 4096 for units in inside)
                count += 1
    return count


def sums():
    """Over all tiles of a zoom, for several questions: counted by both readers, against what coverage counts."""
    count = 0
    for question in ("", "amenity=toilets", "amenity_not=wifi", "open=2026-11-25T12:00:00Z"):
        world = "bbox=-180,-85,180,85&resolution=0&include=none"
        expected = told(f"/v1/coverage?{world}&{question}" if question else f"/v1/coverage?{world}")["stations"]
        for zoom in range(5):
            shown = {"mapbox": 0, "gdal": 0}
            for x in range(2**zoom):
                for y in range(2**zoom):
                    status, tile = get(f"/v1/tiles/stations/{zoom}/{x}/{y}?{question or AT}")
                    if status == 204:
                        continue
                    shown["mapbox"] += sum(found["properties"].get("point_count", 1) for found in by_mapbox(tile, "stations"))
                    read = by_gdal(tile, "stations", zoom, x, y)
                    shown["gdal"] += sum(found["properties"].get("point_count") or 1 for found in read)
            assert shown == {"mapbox": expected, "gdal": expected}, (question, zoom, shown, expected)
            count += 1
    return count


def areas():
    """Regions and gaps: valid polygons by both readers, and the gaps those that coverage tells."""
    count = 0
    gaps = "region=de-be&resolution=8&radius_m=2000"
    listed = told(f"/v1/coverage/gaps?{gaps}")["features"]
    west, south, east, north = told("/v1/tiles/regions")["bounds"]
    for layer, question in (("regions", ""), ("gaps", "?" + gaps)):
        area = told(f"/v1/tiles/{layer}{question}")["bounds"]
        assert west <= area[0] and area[2] <= east and south <= area[1] and area[3] <= north
        for zoom in (0, 3, 5, 7, 10):
            x, y = tile_of((area[0] + area[2]) / 2, (area[1] + area[3]) / 2, zoom)
            status, tile = get(f"/v1/tiles/{layer}/{zoom}/{x}/{y}{question}")
            if status == 204:
                assert layer == "gaps", zoom
                continue
            ours, theirs = by_mapbox(tile, layer), by_gdal(tile, layer, zoom, x, y)
            assert len(ours) == len(theirs) > 0
            for one, other in zip(ours, theirs):
                one_shape, other_shape = shape(one["geometry"]), shape(other["geometry"])
                assert one_shape.is_valid and other_shape.is_valid, (layer, zoom, one["properties"])
                in_m2 = one_shape.area * unit_m(zoom) ** 2
                assert abs(in_m2 - other_shape.area) <= 1e-6 * in_m2, (layer, zoom, in_m2, other_shape.area)
                if layer == "gaps":
                    same = listed[one["properties"]["rank"] - 1]["properties"]
                    for key in ("cells", "area_m2", "demand"):
                        assert one["properties"][key] == other["properties"][key] == same[key], (key, one, same)
                count += 1
    return count


print(f"stations by themselves, read alike and as /v1/nearest tells: {single_stations()}")
print(f"zooms whose tiles sum up by both readers to what /v1/coverage counts: {sums()}")
print(f"areas, valid and alike by both readers: {areas()}")
