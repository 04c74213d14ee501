"""Does QGIS's OAPIF provider see every station once, and only those in a box or of a kind? Against the made data set.

Runs in Debian's own Python, without a screen, and asks the service at the first argument.
"""

import os
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsFeatureRequest,
    QgsRectangle,
    QgsVectorLayer,
)

from made import ASKED_BOX, ASKED_KIND, expected, same  # noqa: E402

ADDRESS = sys.argv[1]
application = QgsApplication([], False)
application.initQgis()


def layer(more=""):
    source = f"url='{ADDRESS}/v1' typename='stations' pageSize='1000' {more}"
    made = QgsVectorLayer(source, "stations", "OAPIF")
    assert made.isValid(), (source, made.error().message())
    return made


def ids(of, request=None):
    names = of.fields().names()
    assert "id" in names, names
    return [feature["id"] for feature in of.getFeatures(request or QgsFeatureRequest())]


stations = layer()
everyone = expected()
assert stations.crs().authid() in ("OGC:CRS84", "EPSG:4326"), stations.crs().authid()
same(ids(stations), everyone, "QGIS, all")
assert stations.featureCount() == len(everyone), (stations.featureCount(), len(everyone))
box = QgsFeatureRequest().setFilterRect(QgsRectangle(*ASKED_BOX))
same(ids(layer("restrictToRequestBBOX='1'"), box), expected(box=ASKED_BOX), "QGIS, in a box")
of_kind = QgsFeatureRequest().setFilterExpression(f"\"kind\" = '{ASKED_KIND}'")
same(ids(layer(), of_kind), expected(kind=ASKED_KIND), "QGIS, of a kind")
both = QgsFeatureRequest(of_kind).setFilterRect(QgsRectangle(*ASKED_BOX))
same(ids(layer(), both), expected(box=ASKED_BOX, kind=ASKED_KIND), "QGIS, both")
# Its classes are taken down in an order of their own when the interpreter ends.
sys.stdout.flush()
os._exit(0)
