"""Which writing requests were done already."""

from django.db import models

from qaraul.members.models import ApiToken


class DoneRequest(models.Model):
    """One request that a caller named by a key, and the record it made or changed."""

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    record_id = models.UUIDField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="exchange_key_once"),
        ]

    def __str__(self) -> str:
        """The caller's key."""
        return self.key
