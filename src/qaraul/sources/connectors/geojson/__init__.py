"""Events as GeoJSON features: earthquake services and the like."""

from django.utils.translation import gettext_lazy as _

from qaraul.sources.connectors.base import Connector, register
from qaraul.sources.connectors.geojson.parser import parse

register(Connector("geojson", _("Events as GeoJSON"), parse))
