"""One row of lexemes for each record that can be found."""

from django.db import models


class Indexed(models.Model):
    """The lexemes of one record, parted by spaces; the text index is derived from them."""

    kind = models.CharField(max_length=40)
    record_id = models.UUIDField()
    at = models.DateTimeField()
    lexemes = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "record_id"], name="lexemes_one_per_record")
        ]

    def __str__(self) -> str:
        """Kind and record."""
        return f"{self.kind} {self.record_id}"
