"""What a model was asked, what it cost, and which of its answers stand beside the reader's."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qaraul.journal.ids import new_id
from qaraul.leases import Leased
from qaraul.pipeline.choices import Agreement, Asked, AskedStage
from qaraul.sources.models import Document


class ModelTask(Leased):
    """One thing to ask a model about a document or a story, once for each state of the text.

    It carries no marking: it is reached through documents that the viewer may see.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, null=True, related_name="+")
    story = models.ForeignKey("pipeline.Story", models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Asked.choices)
    language = models.CharField(max_length=8, blank=True)
    state_hash = models.CharField(max_length=64)
    stage = models.CharField(max_length=10, choices=AskedStage.choices, default=AskedStage.WAITING)
    reason = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pipeline_asked_about_one_thing",
                condition=Q(document__isnull=False, story__isnull=True)
                | Q(document__isnull=True, story__isnull=False),
            ),
            models.UniqueConstraint(
                name="pipeline_asked_document_once", fields=["document", "kind", "language"]
            ),
            models.UniqueConstraint(
                name="pipeline_asked_story_once", fields=["story", "kind", "language"]
            ),
        ]

    def __str__(self) -> str:
        """What is asked, and how it stands."""
        return f"{self.kind} {self.stage}"


class ModelCall(models.Model):
    """One request that was made; the budget counts these rows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(ModelTask, models.SET_NULL, null=True, related_name="calls")
    at = models.DateTimeField(db_index=True)
    model = models.CharField(max_length=100)
    tokens = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    fault = models.CharField(max_length=24, blank=True)
    is_finished = models.BooleanField(default=False)

    def __str__(self) -> str:
        """Which model, when."""
        return f"{self.model} {self.at:%Y-%m-%d %H:%M}"


class Suggestion(models.Model):
    """One answer of a model: beside what was read, never instead of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(ModelTask, models.CASCADE, related_name="suggestions")
    field = models.CharField(max_length=16)
    value = models.JSONField(null=True)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    agreement = models.CharField(max_length=8, choices=Agreement.choices, blank=True)
    refusal = models.CharField(max_length=24, blank=True)  # then it is kept, and not shown
    tier = models.PositiveSmallIntegerField(_("tier"))
    model = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        ordering = ["field", "start", "id"]

    def __str__(self) -> str:
        """Which field, and whether it was refused."""
        return f"{self.field} {self.refusal or self.agreement}"
