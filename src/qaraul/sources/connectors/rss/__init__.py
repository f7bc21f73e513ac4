"""RSS 0.9x–2.0, RSS 1.0 (RDF) and Atom: the whole connector is this folder."""

from django.utils.translation import gettext_lazy as _

from qaraul.sources.connectors.base import Connector, register
from qaraul.sources.connectors.rss.parser import PERSONAL, parse

register(
    Connector("rss", _("RSS, Atom or RDF"), parse, personal_fields=PERSONAL),
)
