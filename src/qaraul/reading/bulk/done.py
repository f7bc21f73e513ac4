"""What is known of a document once it has been read."""

from qaraul.reading.embedding import Vectors
from qaraul.reading.near import Print
from qaraul.reading.stories import Heart


class Done:
    """A read document: its record as JSON, still open at its end, and what it is compared by."""

    __slots__ = ("gist", "heart", "id", "is_read", "kept", "lang", "record", "vector")

    def __init__(
        self,
        identity: str,
        record: bytes,
        kept: Print | None = None,
        heart: Heart | None = None,
        *,
        gist: str = "",
        lang: str = "",
    ) -> None:
        self.id = identity
        self.record = record
        self.kept = kept
        self.heart = heart
        self.gist = gist
        self.lang = lang
        self.vector: Vectors | None = None
        self.is_read = kept is not None
