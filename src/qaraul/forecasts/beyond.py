"""What is forecast beyond the border: expected events abroad by distance band, as a map layer."""

from datetime import date

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qaraul.events.areas import area_tree
from qaraul.events.layers import Layer, Reading, Told
from qaraul.forecasting.spillover import Happenings, exposure
from qaraul.forecasts.choices import AreaLevel, Basis, Target
from qaraul.forecasts.models import ForecastSet, month_text
from qaraul.forecasts.pages import current, sets_of
from qaraul.forecasts.wording import month_name
from qaraul.formats import long_day
from qaraul.members.viewers import Viewer
from qaraul.places.models import Area

LEAST = 0.05
"""Weighted events below this are not drawn."""


def told(viewer: Viewer, today: date) -> Told | None:
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
    readings = [
        Reading(area.code, total)
        for area, total in zip(areas, totals, strict=True)
        if total >= LEAST
    ]
    address = f"{reverse('forecasts:map')}?set={said.pk}&month={month_text(month)}"
    return Told(readings, _about(said, month), address)


def _about(said: ForecastSet, month: date) -> str:
    """Which forecast it is: the map of forecasts has what is usual, the intervals and the rest."""
    words = _(
        "Expected in %(month)s: %(target)s. Issued on %(day)s by model %(model)s from data up to "
        "%(end)s."
    ) % {
        "month": month_name(month),
        "target": said.get_target_display(),
        "day": long_day(said.issued_at.date()),
        "model": f"{said.model} {said.model_version}",
        "end": month_name(said.data_end),
    }
    caveat = _("A low figure is not safety: a first outbreak can hardly be foreseen.")
    invented = _("The history was invented for the exercise; nothing in it is real.")
    return " ".join([words, caveat, *([invented] if said.basis == Basis.INVENTED else [])])


LAYER = Layer(
    label=gettext_lazy("forecast beyond the border"),
    note=gettext_lazy(
        "What the newest forecast expects abroad in its next month, nearer "
        "areas weighing more: whole within 25 km, half within 75 km, a quarter within 150 km."
    ),
    told=told,
)
