"""GDACS, the Global Disaster Alert and Coordination System: its RSS and its GeoJSON."""

from django.utils.translation import gettext_lazy as _

from qaraul.sources.connectors.base import Connector, register
from qaraul.sources.connectors.gdacs.parser import parse

register(Connector("gdacs", _("GDACS disaster alerts"), parse))
