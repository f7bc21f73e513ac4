"""Documents as JSON lines, a JSON list or CSV: how archives and other systems hand over texts."""

from django.utils.translation import gettext_lazy as _

from qaraul.sources.connectors.base import Connector, Needs, register
from qaraul.sources.connectors.documents.parser import PERSONAL, parse

register(
    Connector(
        "documents",
        _("Documents as JSONL or CSV"),
        parse,
        needs=Needs.FILE,
        personal_fields=PERSONAL,
    )
)
