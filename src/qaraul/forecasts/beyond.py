"""What is forecast beyond the border: expected events abroad by distance band, as a map layer."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from django.utils.translation import gettext_lazy as _

from qaraul.events.areas import area_tree
from qaraul.events.layers import Layer, Reading
from qaraul.forecasting.spillover import Happenings, exposure
from qaraul.forecasts.choices import AreaLevel, Target
from qaraul.forecasts.pages import current, sets_of
from qaraul.members.viewers import Viewer
from qaraul.places.models import Area

LEAST = 0.05
"""Weighted events below this are not drawn."""


def readings(viewer: Viewer, today: date) -> Sequence[Reading] | None:
    """For each unit what the newest set expects abroad near it, in the first month still ahead."""
    units_alone = [s for s in current(sets_of(viewer)) if s.level == AreaLevel.UNIT]
    said = min(units_alone, key=lambda s: s.target != Target.INCIDENTS, default=None)
    if said is None:
        return None
    rows = said.rows.filter(month__gte=today.replace(day=1)).order_by("month")
    month = rows.values_list("month", flat=True).first()
    if month is None:
        return None
    expected = dict(rows.filter(month=month).order_by().values_list("area_id", "expected"))
    tree = area_tree(ids=expected)
    units = [area for key in expected if (area := tree.by_id.get(key))]
    happenings = Happenings(
        lon=np.array([unit.label_lon for unit in units]),
        lat=np.array([unit.label_lat for unit in units]),
        state=np.array([unit.iso2 for unit in units]),
        day=np.zeros(len(units)),
        weight=np.array([expected[unit.pk] for unit in units]),
    )
    drawn = Area.objects.filter(pk__in=[unit.pk for unit in units]).order_by("code")
    areas = list(drawn)
    found = exposure([a.geometry for a in areas], [a.iso2 for a in areas], happenings, [0])
    totals = found.total[:, 0].tolist()
    return [
        Reading(area.code, total)
        for area, total in zip(areas, totals, strict=True)
        if total >= LEAST
    ]


LAYER = Layer(
    label=_("forecast beyond the border"),
    note=_(
        "What the newest forecast expects abroad in its next month, incidents or deaths, nearer "
        "areas weighing more: whole within 25 km, half within 75 km, a quarter within 150 km."
    ),
    readings=readings,
)
