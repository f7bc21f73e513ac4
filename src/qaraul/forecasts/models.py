"""Forecast sets, their rows, what stands behind each area, draws, outcomes and scores."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from qaraul.forecasts.choices import AreaLevel, Basis, Sight, Target
from qaraul.forecasts.querysets import ForecastSetQuerySet
from qaraul.journal.ids import new_id
from qaraul.leases import Leased
from qaraul.places.models import Area
from qaraul.sharing.models import Marked


class ForecastSet(Marked):
    """All that one run said; frozen when issued, followed by another and never overwritten."""

    target = models.CharField("target", max_length=10, choices=Target.choices)
    basis = models.CharField("made from", max_length=10, choices=Basis.choices)
    level = models.PositiveSmallIntegerField("area level", choices=AreaLevel.choices)
    sight = models.CharField("computed as seen by", max_length=10, choices=Sight.choices)
    source_name = models.CharField("source", max_length=200)
    source_version = models.CharField("release of the source", max_length=60, blank=True)
    source_date = models.DateField("date of the source", null=True)
    source_hash = models.CharField("SHA-256 of the source file", max_length=64, blank=True)
    data_start = models.DateField("first month of the data")
    data_end = models.DateField("last month of the data")
    issued_at = models.DateTimeField("issued")
    is_afterwards = models.BooleanField("made when its first month had begun", default=False)
    model = models.CharField("model", max_length=40)
    model_version = models.CharField("version of the model", max_length=20)
    seed = models.PositiveBigIntegerField("seed")
    content_hash = models.CharField("SHA-256 of all that was said", max_length=64)
    edition = models.PositiveSmallIntegerField("edition", default=1)
    follows = models.OneToOneField("self", models.PROTECT, null=True, related_name="followed_by")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)

    objects: ClassVar["ForecastSetQuerySet[ForecastSet]"] = ForecastSetQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-data_end", "-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="forecasts_each_edition_once",
                fields=[
                    "is_exercise",
                    "sight",
                    "basis",
                    "target",
                    "level",
                    "data_end",
                    "is_afterwards",
                    "edition",
                ],
            ),
            models.CheckConstraint(
                name="forecasts_later_editions_follow",
                condition=Q(edition=1, follows__isnull=True)
                | Q(edition__gt=1, follows__isnull=False),
            ),
            models.CheckConstraint(
                name="forecasts_data_in_order", condition=Q(data_end__gte=F("data_start"))
            ),
        ]

    def __str__(self) -> str:
        """Which series, and until when its data go."""
        return f"{self.series} {self.data_end:%Y-%m}"

    def get_absolute_url(self) -> str:
        """The set on the map of forecasts."""
        return f"{reverse('forecasts:map')}?set={self.pk}"

    @property
    def series(self) -> str:
        """What it is one of, month after month, as it stands in addresses."""
        return f"{self.basis}-{self.target}-{AreaLevel(self.level).name.lower()}-{self.sight}"


class Forecast(models.Model):
    """What a set said of one area and month; reached through its set."""

    forecast_set = models.ForeignKey(ForecastSet, models.CASCADE, related_name="rows")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    month = models.DateField()
    ahead = models.PositiveSmallIntegerField("months after the month of issue")
    p_any = models.FloatField("chance of 1 or more")
    p_many = models.FloatField("chance of 25 or more")
    expected = models.FloatField("expected count")
    q05 = models.FloatField()
    q25 = models.FloatField()
    q50 = models.FloatField()
    q75 = models.FloatField()
    q95 = models.FloatField()
    is_wide = models.BooleanField("anything from none to many", default=False)

    class Meta:
        ordering = ["month", "area"]
        constraints = [
            models.UniqueConstraint(
                name="forecasts_row_once", fields=["forecast_set", "area", "month"]
            ),
            models.CheckConstraint(
                name="forecasts_chances_in_order",
                condition=Q(p_any__range=(0, 1), p_many__range=(0, 1), p_many__lte=F("p_any")),
            ),
        ]

    def __str__(self) -> str:
        """Where and when."""
        return f"{self.area_id} {self.month}"


class Background(models.Model):
    """What stands behind an area's forecast: its past, what is usual, drivers, past cases."""

    forecast_set = models.ForeignKey(ForecastSet, models.CASCADE, related_name="backgrounds")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    base_any = models.FloatField("share of past months with 1 or more")
    base_many = models.FloatField("share of past months with 25 or more")
    base_months = models.PositiveSmallIntegerField("months that the shares rest on")
    active_months = models.PositiveSmallIntegerField("months of these with 1 or more")
    is_thin = models.BooleanField("too little past to say much", default=False)
    observed = models.JSONField("counts of the last months", default=list)
    drivers = models.JSONField("contributions by group", default=list)
    cases = models.JSONField("nearest past cases", default=list)

    class Meta:
        ordering = ["area"]
        constraints = [
            models.UniqueConstraint(
                name="forecasts_background_once", fields=["forecast_set", "area"]
            )
        ]

    def __str__(self) -> str:
        """Where."""
        return str(self.area_id)


class Draws(models.Model):
    """The draws of one model of a set: areas by code × months × draws, float32, packed by zlib."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    forecast_set = models.ForeignKey(ForecastSet, models.CASCADE, related_name="draws")
    model = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    count = models.PositiveIntegerField("draws of each area and month")
    digest = models.CharField("SHA-256 of the draws", max_length=64)
    packed: Any = models.BinaryField()

    class Meta:
        ordering = ["model"]
        constraints = [
            models.UniqueConstraint(name="forecasts_draws_once", fields=["forecast_set", "model"])
        ]

    def __str__(self) -> str:
        """Whose."""
        return f"{self.model} {self.version}"


class Outcome(models.Model):
    """What happened in an area and month, as it was known when the month was scored; kept so."""

    forecast_set = models.ForeignKey(ForecastSet, models.CASCADE, related_name="outcomes")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    month = models.DateField()
    value = models.FloatField()
    source_name = models.CharField(max_length=200)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["month", "area"]
        constraints = [
            models.UniqueConstraint(
                name="forecasts_outcome_once", fields=["forecast_set", "area", "month"]
            ),
            models.CheckConstraint(name="forecasts_outcome_counts", condition=Q(value__gte=0)),
        ]

    def __str__(self) -> str:
        """Where and when."""
        return f"{self.area_id} {self.month}"


class Score(models.Model):
    """How well one model forecast one outcome; lower is better in all but the two claims."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="scores")
    model = models.CharField(max_length=40)
    p_any = models.FloatField()
    p_many = models.FloatField()
    crps = models.FloatField()
    log_score = models.FloatField("ignorance, bits")
    interval_score = models.FloatField("interval score of the 90 % interval")
    brier_any = models.FloatField()
    brier_many = models.FloatField()
    is_in_50 = models.BooleanField()
    is_in_90 = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="forecasts_score_once", fields=["outcome", "model"])
        ]

    def __str__(self) -> str:
        """Whose."""
        return self.model


class Duty(Leased):
    """A piece of work that comes again: issue what is due, score what is over."""

    name = models.CharField(max_length=20, unique=True)
    facts: Any = models.JSONField(default=dict)

    def __str__(self) -> str:
        """Its name."""
        return self.name


def month_text(month: date) -> str:
    """A month as it stands in addresses and files."""
    return f"{month:%Y-%m}"
