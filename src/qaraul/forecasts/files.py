"""Forecast sets as CSV."""

import csv

from django.http import HttpResponse

from qaraul.forecasts.models import ForecastSet, month_text
from qaraul.places.models import Area

COLUMNS = (
    "area", "name", "month", "months_ahead", "p_1_or_more", "p_25_or_more", "expected", "q05",
    "q25", "q50", "q75", "q95", "usual_1_or_more", "usual_25_or_more", "usual_months", "is_wide",
    "is_thin", "target", "made_from", "source", "source_version", "data_end", "issued_at", "model",
    "model_version", "edition", "made_afterwards", "tlp", "exercise", "set", "sha256",
)  # fmt: skip


def set_csv(said: ForecastSet, area: Area | None = None) -> HttpResponse:
    """Every row of a set, or of one area of it, each with what it must be read with."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"forecast-{said.series}-{month_text(said.data_end)}"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    table = csv.writer(response)
    table.writerow(COLUMNS)
    facts = [
        said.target, said.basis, _plain(said.source_name), _plain(said.source_version),
        month_text(said.data_end), f"{said.issued_at:%Y-%m-%dT%H:%MZ}", said.model,
        said.model_version, said.edition, _word(value=said.is_afterwards), said.get_tlp_display(),
        _word(value=said.is_exercise), said.pk, said.content_hash,
    ]  # fmt: skip
    behind = {one.area_id: one for one in said.backgrounds.defer("drivers", "cases", "observed")}
    rows = said.rows.select_related("area").defer("area__geometry_geojson")
    if area is not None:
        rows = rows.filter(area=area)
    for row in rows.order_by("area__code", "month"):
        usual = behind[row.area_id]
        table.writerow(
            [
                row.area.code, _plain(row.area.name), month_text(row.month), row.ahead, row.p_any,
                row.p_many, row.expected, row.q05, row.q25, row.q50, row.q75, row.q95,
                usual.base_any, usual.base_many, usual.base_months, _word(value=row.is_wide),
                _word(value=usual.is_thin), *facts,
            ]
        )  # fmt: skip
    return response


def _word(*, value: bool) -> str:
    return "yes" if value else "no"


def _plain(cell: str) -> str:
    """The cell, so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
