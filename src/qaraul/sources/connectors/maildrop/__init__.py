"""A folder into which a mail server or a person drops .eml files."""

from django.utils.translation import gettext_lazy as _

from qaraul.sources.connectors.base import Connector, Needs, register
from qaraul.sources.connectors.maildrop.parser import PERSONAL, parse

register(
    Connector(
        "maildrop", _("E-mail drop folder"), parse, needs=Needs.FOLDER, personal_fields=PERSONAL
    )
)
