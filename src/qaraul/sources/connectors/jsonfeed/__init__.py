"""JSON Feed 1.0 and 1.1, and lists of items that look like it."""

from django.utils.translation import gettext_lazy as _

from qaraul.sources.connectors.base import Connector, register
from qaraul.sources.connectors.jsonfeed.parser import PERSONAL, parse

register(Connector("jsonfeed", _("JSON Feed"), parse, personal_fields=PERSONAL))
