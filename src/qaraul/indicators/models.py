"""The catalogue, observed values, expert rounds, crossings, surges, and tags of records."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qaraul.events.choices import EventType
from qaraul.indicators.choices import (
    AreaLevel,
    Cadence,
    Direction,
    Kind,
    ObservationKind,
    RoundStage,
    Status,
    Subject,
)
from qaraul.indicators.querysets import IndicatorQuerySet, ObservationQuerySet, RoundQuerySet
from qaraul.journal.ids import new_id
from qaraul.leases import Leased
from qaraul.members.models import Organisation, Person
from qaraul.pipeline.models import Signal
from qaraul.places.models import Area
from qaraul.sharing.models import Marked


class Indicator(models.Model):
    """A defined measure; the definition is public to members, its values are not."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    pillar = models.CharField(_("pillar"), max_length=10)
    pillar_en = models.CharField(max_length=100)
    pillar_ru = models.CharField(max_length=100, blank=True)
    title_en = models.CharField(max_length=200)
    title_ru = models.CharField(max_length=200, blank=True)
    question_en = models.CharField(max_length=300)
    question_ru = models.CharField(max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    unit = models.CharField(_("unit"), max_length=100)
    source = models.CharField(_("source"), max_length=200)
    cadence = models.CharField(_("cadence"), max_length=20, choices=Cadence.choices)
    direction = models.CharField(_("direction"), max_length=20, choices=Direction.choices)
    level = models.CharField(_("area level"), max_length=10, choices=AreaLevel.choices)
    thresholds = models.JSONField(_("thresholds in words"), default=dict)
    rule = models.JSONField(_("rule"), default=dict)
    measure = models.JSONField(_("measure"), default=dict)
    window_days = models.PositiveSmallIntegerField(_("window in days"), default=0)
    formula = models.CharField(_("formula"), max_length=500, blank=True)
    needs_en = models.CharField(max_length=400, blank=True)
    needs_ru = models.CharField(max_length=400, blank=True)
    external = models.JSONField(_("codes elsewhere"), default=list)
    data_protection = models.CharField(_("data protection"), max_length=500, blank=True)
    owner = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    is_active = models.BooleanField(default=True)
    edition = models.CharField(max_length=64)
    updated_at = models.DateTimeField(auto_now=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        """The title in the reader's language."""
        return self.title

    def get_absolute_url(self) -> str:
        """The indicator's page."""
        return reverse("indicators:indicator", args=[self.code])

    def _said(self, name: str) -> str:
        language = (get_language() or "en").split("-", maxsplit=1)[0]
        is_russian = language in {"ru", "kk", "ky", "tg"}
        found = getattr(self, f"{name}_ru") if is_russian else ""
        return str(found or getattr(self, f"{name}_en"))

    @property
    def title(self) -> str:
        """The title in Russian for its readers, else in English."""
        return self._said("title")

    @property
    def question(self) -> str:
        """The question that it answers."""
        return self._said("question")

    @property
    def pillar_name(self) -> str:
        """The pillar that it belongs to."""
        return self._said("pillar")

    @property
    def needs(self) -> str:
        """What it still lacks, and what it is computed from until then."""
        return self._said("needs")

    @property
    def components(self) -> list[str]:
        """The counts that members enter for it, when it is computed from such."""
        if self.measure.get("name") != "tally":
            return []
        named = [*self.measure["over"], *self.measure.get("of", ())]
        return list(dict.fromkeys(name.lstrip("-") for name in named))


class Observation(Marked):
    """A value for an area and period; visible to the audience that its origin chose."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="observations")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    component = models.CharField(max_length=40, blank=True)
    series = models.CharField(max_length=140)  # indicator, area and component: no column is null
    period_start = models.DateField(_("first day"))
    period_end = models.DateField(_("last day"))
    value = models.FloatField(_("value"))
    low = models.FloatField(_("at least"), null=True, blank=True)
    high = models.FloatField(_("at most"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    source_text = models.CharField(_("source"), max_length=300, blank=True)
    observation_kind = models.CharField(max_length=10, choices=ObservationKind.choices)
    spread = models.JSONField(default=list)
    is_withdrawn = models.BooleanField(default=False)

    objects: ClassVar["ObservationQuerySet[Observation]"] = ObservationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="indicators_period_in_order", condition=Q(period_end__gte=F("period_start"))
            ),
            models.UniqueConstraint(
                name="indicators_one_value_each",
                fields=["origin", "is_exercise", "series", "period_start", "period_end"],
                condition=Q(is_withdrawn=False),
            ),
        ]
        indexes = [
            models.Index(fields=["indicator", "area", "period_end"], name="indicators_by_period")
        ]

    def __str__(self) -> str:
        """Which indicator, and until when."""
        return f"{self.indicator.code} {self.period_end}"

    def get_absolute_url(self) -> str:
        """The observation's page."""
        return reverse("indicators:observation", args=[self.pk])


class Round(Marked):
    """A structured question to experts; nobody sees a score of others before it closes."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="rounds")
    areas = models.ManyToManyField(Area, related_name="+")
    guidance = models.TextField(_("what to weigh"), max_length=2_000, blank=True)
    period_start = models.DateField(_("first day"))
    period_end = models.DateField(_("last day"))
    closes_at = models.DateTimeField(_("closes"))
    closed_at = models.DateTimeField(null=True)
    round_stage = models.CharField(
        max_length=10, choices=RoundStage.choices, default=RoundStage.OPEN
    )
    turn = models.PositiveSmallIntegerField(default=1)

    objects: ClassVar["RoundQuerySet[Round]"] = RoundQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-closes_at", "-id"]

    def __str__(self) -> str:
        """The indicator that is scored."""
        return str(self.indicator)

    def get_absolute_url(self) -> str:
        """The round's page."""
        return reverse("indicators:round", args=[self.pk])


class Score(models.Model):
    """One expert's score for one area in one turn; shown to its author alone, with reasons."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="scores")
    turn = models.PositiveSmallIntegerField()
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()
    reasons = models.CharField(max_length=1_000, blank=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="indicators_score_once", fields=["round", "turn", "area", "person"]
            ),
            models.CheckConstraint(
                name="indicators_scale_0_to_4", condition=Q(value__range=(0, 4))
            ),
        ]

    def __str__(self) -> str:
        """Which round; never whose."""
        return f"score in {self.round_id}"


class Found(models.Model):
    """Base of what the node found for one circle of readers: `reach` names whose sight it is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reach = models.CharField(max_length=40)  # “network”, or an organisation's id
    is_exercise = models.BooleanField(default=False)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    series = models.CharField(max_length=140)  # what was found, where: no column of it is null
    signal = models.OneToOneField(Signal, models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        abstract = True


class Crossing(Found):
    """A value that passed a limit, told once."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="crossings")
    period_end = models.DateField()
    before = models.SmallIntegerField(choices=Status.choices)
    after = models.SmallIntegerField(choices=Status.choices)
    is_standing = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="indicators_crossing_once",
                fields=["reach", "is_exercise", "series", "after"],
                condition=Q(is_standing=True),
            )
        ]

    def __str__(self) -> str:
        """What crossed."""
        return f"{self.indicator.code} → {self.after}"


class Surge(Found):
    """A series that counts far more than usual; days that follow belong to the same one."""

    subject = models.CharField(max_length=10, choices=Subject.choices)
    event_type = models.CharField(max_length=30, choices=EventType.choices)
    began_on = models.DateField()
    last_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    observed = models.PositiveIntegerField()
    usual = models.FloatField()
    spread = models.FloatField()
    volume_ratio = models.FloatField()
    p = models.FloatField()

    class Meta:
        ordering = ["-last_on", "-found_at"]
        constraints = [
            models.UniqueConstraint(
                name="indicators_surge_once",
                fields=["reach", "is_exercise", "series", "began_on"],
            )
        ]

    def __str__(self) -> str:
        """What surged."""
        return f"{self.subject} {self.event_type} {self.began_on}"


class RecordTags(models.Model):
    """Tags that words of an incident or of a story's documents gave it; reached through those."""

    record_id = models.UUIDField(primary_key=True)
    tags = models.JSONField(default=list)

    def __str__(self) -> str:
        """The tags."""
        return ", ".join(self.tags)


class Watch(Leased):
    """A piece of work that comes again: rate all values, look for surges, tag new records."""

    name = models.CharField(max_length=20, unique=True)
    done_until = models.DateTimeField(null=True)
    done_id = models.UUIDField(null=True)
    facts: Any = models.JSONField(default=dict)

    def __str__(self) -> str:
        """Its name."""
        return self.name
