"""Common Alerting Protocol 1.0–1.2: one alert, or a feed of alerts or of links to them."""

from django.utils.translation import gettext_lazy as _

from qaraul.sources.connectors.base import Connector, register
from qaraul.sources.connectors.cap.parser import PERSONAL, parse

register(Connector("cap", _("CAP hazard alerts"), parse, personal_fields=PERSONAL))
