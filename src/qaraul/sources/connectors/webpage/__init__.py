"""Web pages without a feed: one article, or a page of links to articles."""

from django.utils.translation import gettext_lazy as _

from qaraul.sources.connectors.base import Connector, register
from qaraul.sources.connectors.webpage.parser import PERSONAL, parse

register(Connector("webpage", _("Web page"), parse, respects_robots=True, personal_fields=PERSONAL))
