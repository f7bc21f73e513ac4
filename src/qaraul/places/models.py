"""Areas: states, their units, and finer ones that an operator brings."""

from typing import Any
from uuid import UUID, uuid5

import shapely
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from qaraul.places.choices import LANGUAGES, NAMESPACE, OWN_LANGUAGE, STAND_INS, Kind, Level
from qaraul.places.querysets import AreaQuerySet


def area_id(code: str) -> UUID:
    """The identifier of the area of that code, the same on every node."""
    return uuid5(NAMESPACE, code)


class Area(models.Model):
    """A state, a unit of it, or a district; its outline is simplified and may be approximate."""

    id = models.UUIDField(primary_key=True, editable=False)
    code = models.CharField(_("code"), max_length=60, unique=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("in")
    )
    iso2 = models.CharField(_("state"), max_length=2)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_ru = models.CharField(_("name in Russian"), max_length=200, blank=True)
    names = models.JSONField(_("names by language"), default=dict)
    is_core = models.BooleanField(_("of a core state"), default=False)
    is_approximate = models.BooleanField(_("outline is approximate"), default=False)
    is_imported = models.BooleanField(_("brought by the operator"), default=False)
    label_lon = models.FloatField(_("longitude of the label"))
    label_lat = models.FloatField(_("latitude of the label"))
    bbox = models.JSONField(_("west, south, east, north"), default=list)
    geometry_geojson = models.TextField(_("outline"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "iso2"], name="places_level_state")]
        constraints = [
            models.CheckConstraint(
                name="places_states_stand_alone",
                condition=Q(level=Level.STATE, parent__isnull=True)
                | Q(level__gt=Level.STATE, parent__isnull=False),
            ),
            models.CheckConstraint(
                name="places_label_on_earth",
                condition=Q(label_lon__range=(-180, 180), label_lat__range=(-90, 90)),
            ),
            models.CheckConstraint(
                name="places_valid_in_order",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        """The name in the reader's language."""
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save under the identifier that belongs to the code."""
        self.id = area_id(self.code)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The area's page."""
        return reverse("places:detail", args=[self.code])

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """The name in a language, or in one that its readers usually read, or in English."""
        wanted = language.split("-", maxsplit=1)[0]
        for candidate in (wanted, *STAND_INS.get(wanted, ())):
            if name := self.names.get(candidate):
                return str(name)
        return self.name_en

    @property
    def own_language(self) -> str:
        """The language in which its state writes it."""
        return OWN_LANGUAGE.get(self.iso2, "en")

    @property
    def own_name(self) -> str:
        """Its name in that language; empty where nobody has written it yet."""
        return str(self.names.get(self.own_language, ""))

    @property
    def names_by_language(self) -> list[tuple[str, str]]:
        """Language and name for each of the nine; empty where nobody has written it yet."""
        return [(language, self.names.get(language, "")) for language in LANGUAGES]

    @property
    def geometry(self) -> BaseGeometry:
        """The outline, ready to compute with."""
        return shapely.from_geojson(self.geometry_geojson)
