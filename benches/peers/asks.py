"""What is each peer asked? The same questions, in its own words."""

QUESTIONS = {
    "W1": "nearest 5",
    "W2": "nearest 5 with an amenity that 1 % have",
    "W3": "within 3 km, at most 50, nearest first",
    "W4": "a box of a map, as GeoJSON",
    "W5": "a vector tile, zoom 10 to 14",
    "W5 at 14": "a vector tile, zoom 14",
}
FILES = {"W1": "places", "W2": "places", "W3": "places", "W4": "boxes", "W5": "tiles", "W5 at 14": "tiles14"}

# The first amenity of 1 %: bit 12.
WORD, BIT = "haircut", 12
POINT = "ST_SetSRID(ST_MakePoint($1::float8, $2::float8), 4326)::geography"
NEAREST = f"SELECT id, name, lon, lat, ST_Distance(place, {POINT}) FROM stations"
ORDER = f"ORDER BY place <-> {POINT}"
# The index of PostGIS holds boxes of single precision: what lies on an edge is judged by the columns.
BOX = """SELECT '{"type":"FeatureCollection","features":[' || coalesce(string_agg(ST_AsGeoJSON(found), ','), '') || ']}' FROM
(SELECT id, name, shape FROM stations WHERE shape && ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 4326)
AND lon BETWEEN $1 AND $3 AND lat BETWEEN $2 AND $4 LIMIT 1000) AS found"""
TILE = """SELECT ST_AsMVT(drawn, 'stations', 4096, 'geom', 'id') FROM
(SELECT id, name, ST_AsMVTGeom(mercator, ST_TileEnvelope($1::int, $2::int, $3::int), 4096, 64, true) AS geom FROM stations
WHERE mercator && ST_TileEnvelope($1::int, $2::int, $3::int, margin => 64.0 / 4096)) AS drawn"""

WAYSTATION = {
    "W1": "/v1/nearest?lon={0}&lat={1}&limit=5",
    "W2": f"/v1/nearest?lon={{0}}&lat={{1}}&limit=5&amenity={WORD}",
    "W3": "/v1/nearest?lon={0}&lat={1}&limit=50&radius_m=3000",
    "W4": "/v1/collections/stations/items?bbox={0},{1},{2},{3}&limit=1000",
    "W5": "/v1/tiles/stations/{0}/{1}/{2}",
}
# What its peers tell of a station beside its id and place, and no more.
IN_PART = {
    "waystation, name and distance alone": {
        question: f"{WAYSTATION[question]}&properties=name,distance_m" for question in ("W1", "W2", "W3")
    },
    "waystation, name alone": {"W4": f"{WAYSTATION['W4']}&properties=name"},
}
POSTGIS = {
    "W1": f"{NEAREST} {ORDER} LIMIT 5",
    "W2": f"{NEAREST} WHERE flags & {1 << BIT} <> 0 {ORDER} LIMIT 5",
    "W3": f"{NEAREST} WHERE ST_DWithin(place, {POINT}, 3000) {ORDER} LIMIT 50",
    "W4": BOX,
    "W5": TILE,
}
# `<->` orders geographies on a sphere: more of them, ordered by the ellipsoid, and the numbers by which ties are broken.
EXACT = {
    question: f"SELECT * FROM ({POSTGIS[question].replace(f'LIMIT {most}', f'LIMIT {most * 2 + 10}')}) AS found ORDER BY round(st_distance::numeric, 3), id::text LIMIT {most}"
    for question, most in (("W1", 5), ("W2", 5), ("W3", 50))
}
GEOKDBUSH = {
    "W1": "/nearest?lon={0}&lat={1}&limit=5",
    "W2": f"/nearest?lon={{0}}&lat={{1}}&limit=5&bit={BIT}",
    "W3": "/nearest?lon={0}&lat={1}&limit=50&radius_m=3000",
    "W4": "/box?bbox={0},{1},{2},{3}&limit=1000",
}
# {nearest} and {box} are the scripts. The radius to begin with is the best of four tried, as is its doubling.
REDIS = {
    "W1": "EVALSHA {nearest} 1 all {0} {1} 5 500",
    "W2": f"EVALSHA {{nearest}} 1 {WORD} {{0}} {{1}} 5 16000",
    "W3": "GEOSEARCH all FROMLONLAT {0} {1} BYRADIUS 3000 m ASC COUNT 50 WITHDIST",
    "W4": "EVALSHA {box} 1 all {0} {1} {2} {3}",
}
TILE38 = {
    "W1": "NEARBY all LIMIT 5 POINTS POINT {1} {0}",
    "W2": f"NEARBY {WORD} LIMIT 5 POINTS POINT {{1}} {{0}}",
    "W3": "NEARBY all LIMIT 50 POINTS POINT {1} {0} 3000",
    "W4": "INTERSECTS all LIMIT 1000 POINTS BOUNDS {1} {0} {3} {2}",
}
MARTIN = {"W5": "/stations/{0}/{1}/{2}"}
for asked in (WAYSTATION, POSTGIS, MARTIN):
    asked["W5 at 14"] = asked["W5"]
