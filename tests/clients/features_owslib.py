"""Does OWSLib find the collections and see every station once, page by page? Against the made data set.

Asks the service at the first argument.
"""

import sys

from owslib.ogcapi.features import Features

from made import ASKED_BOX, ASKED_KIND, ASKED_OVER, COUNT, expected, same

service = Features(f"{sys.argv[1]}/v1/")
assert service.conformance()["conformsTo"], "conformance"
assert {"stations", "regions"} <= set(service.feature_collections()), service.feature_collections()
assert service.collection("stations")["id"] == "stations"
assert "kind" in service.collection_queryables("stations")["properties"]


def ids(limit, **asked):
    """Every page, until one is empty."""
    offset, matched = 0, None
    while matched is None or offset < matched:
        page = service.collection_items("stations", limit=limit, offset=offset, **asked)
        assert page["numberReturned"] == len(page["features"]) > 0, page["numberReturned"]
        assert matched in (None, page["numberMatched"]), (matched, page["numberMatched"])
        matched = page["numberMatched"]
        offset += page["numberReturned"]
        yield from (feature["id"] for feature in page["features"])
    assert offset == matched, (offset, matched)


of_kind = {"filter": f"kind = '{ASKED_KIND}'", "filter-lang": "cql2-text"}
for what, limit, asked, wanted in [
    ("OWSLib, all", 1000, {}, expected()),
    ("OWSLib, all in large pages", COUNT, {}, expected()),
    ("OWSLib, in a box", 250, {"bbox": list(ASKED_BOX)}, expected(box=ASKED_BOX)),
    ("OWSLib, over the antimeridian", 20, {"bbox": list(ASKED_OVER)}, expected(box=ASKED_OVER)),
    ("OWSLib, of a kind by CQL2", 500, of_kind, expected(kind=ASKED_KIND)),
    ("OWSLib, of a kind by name", 500, {"kind": ASKED_KIND}, expected(kind=ASKED_KIND)),
]:
    same(ids(limit, **asked), wanted, what)
one = sorted(expected())[0]
assert service.collection_item("stations", one)["id"] == one
