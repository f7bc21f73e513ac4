"""ReliefWeb reports and disasters by its public API (versions 1 and 2)."""

from django.utils.translation import gettext_lazy as _

from qaraul.sources.connectors.base import Connector, register
from qaraul.sources.connectors.reliefweb.parser import parse

register(Connector("reliefweb", _("ReliefWeb API"), parse))
