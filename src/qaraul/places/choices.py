"""Levels and kinds of areas, and which language stands in when a name is missing."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

NAMESPACE = UUID("8d5f0f5e-6b0c-5c3a-9d55-2f6f0a7c4b11")  # of the identifiers made from area codes
LANGUAGES = ("en", "ru", "kk", "ky", "uz", "tg", "tk", "fa", "ps")
# Languages that readers of the first one usually read too, tried in this order before English.
STAND_INS: dict[str, tuple[str, ...]] = {
    "kk": ("ru",),
    "ky": ("ru",),
    "tg": ("ru",),
    "ps": ("fa",),
    "fa": ("ps",),
}

# The language in which a state writes the names of its own places.
OWN_LANGUAGE = {
    "KZ": "kk", "KG": "ky", "TJ": "tg", "TM": "tk", "UZ": "uz", "AF": "fa", "IR": "fa", "RU": "ru",
}  # fmt: skip


class Level(models.IntegerChoices):
    """How deep an area lies in its state."""

    STATE = 0, _("state")
    UNIT = 1, _("first-level unit")
    DISTRICT = 2, _("district")
    SUBDISTRICT = 3, _("subdistrict")


class Kind(models.TextChoices):
    """What the area is called in its own state's order."""

    STATE = "state", _("state")
    REGION = "region", _("region")
    PROVINCE = "province", _("province")
    CITY = "city", _("city")
    REPUBLIC = "republic", _("republic")
    AUTONOMOUS = "autonomous region", _("autonomous region")
    DISTRICTS = "districts", _("group of districts")
    DISTRICT = "district", _("district")
    SUBDISTRICT = "subdistrict", _("subdistrict")
