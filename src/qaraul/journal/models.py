"""The chain of entries, its head, and how far each listener has read."""

from typing import Any, NoReturn
from uuid import UUID

from django.db import models

from qaraul.journal.chain import Link
from qaraul.journal.digests import digest


def is_id(value: Any) -> bool:
    """Whether it is the id of a record, which says nothing to a reader."""
    try:
        return bool(UUID(value))
    except (TypeError, ValueError, AttributeError):
        return False


class AppendOnly(models.QuerySet["Entry"]):
    """Rows that may be read and nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:  # noqa: ARG002  Django's signature
        """Refused: what is written stays."""
        raise RuntimeError("the journal is append-only")

    def delete(self) -> NoReturn:
        """Refused: what is written stays."""
        raise RuntimeError("the journal is append-only")


class Entry(models.Model):
    """One act: who, what, on which record, from which state to which, and why."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=200)
    act = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    record_id = models.UUIDField(null=True)
    before_digest = models.CharField(max_length=64, blank=True)
    after_digest = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["kind", "record_id"], name="journal_by_record"),
            models.Index(fields=["act", "sequence"], name="journal_by_act"),
        ]

    def __str__(self) -> str:
        """The entry in one line."""
        return f"{self.sequence} {self.act} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Append; an entry that is already there cannot be written again."""
        if not self._state.adding:
            raise RuntimeError("the journal is append-only")
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002  Django's signature
        """Refused: what is written stays."""
        raise RuntimeError("the journal is append-only")

    def chained(self) -> dict[str, Any]:
        """All that the hash covers."""
        return {
            "sequence": self.sequence,
            "at": self.at,
            "actor_id": self.actor_id,
            "actor_label": self.actor_label,
            "act": self.act,
            "kind": self.kind,
            "record_id": self.record_id,
            "before": self.before_digest,
            "after": self.after_digest,
            "reason": self.reason,
            "facts": self.facts,
            "previous": self.previous_hash,
        }

    def computed_hash(self) -> str:
        """The hash this row ought to have."""
        return digest(self.chained())

    def link(self) -> Link:
        """The entry as the chain sees it."""
        return Link(self.sequence, self.previous_hash, self.hash, self.computed_hash())


class Head(models.Model):
    """The last link of the chain; writers queue at this row."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        """The sequence number of the last entry."""
        return str(self.sequence)


class Cursor(models.Model):
    """How far one listener has read."""

    listener = models.CharField(max_length=100, primary_key=True)
    sequence = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        """Listener and position."""
        return f"{self.listener} at {self.sequence}"
