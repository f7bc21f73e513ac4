"""Whether a text may leave the node for a model: never, unless the operator said so."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from qaraul.sharing.choices import TLP, Stage
from qaraul.sources.models import Document

LABELS = {"clear": TLP.CLEAR, "green": TLP.GREEN, "amber": TLP.AMBER}
"""What an operator may allow at most; AMBER+STRICT and RED never leave."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the operator allows of a model: which, up to which label, how much, into what.

    tier: 1 for a model on this machine, 2 for one elsewhere. highest: None lets nothing leave.
    """

    model: str
    tier: int = 2
    highest: TLP | None = None
    operator: str = ""
    requests_a_day: int = 0
    tokens_a_month: int = 0
    seconds: float = 30.0
    languages: tuple[str, ...] = field(default=())


def may_leave(document: Document, terms: Terms) -> bool:
    """Whether a document's text may be sent: by its own label and by its source's.

    It must be released, bear no caveats, and its origin must be open; under AMBER it must be the
    operator's own. The document comes with its source and its origin.
    """
    if terms.highest is None or terms.highest > TLP.AMBER:
        return False
    strictest = max(document.tlp, document.source.tlp)
    is_own = bool(terms.operator) and document.origin.code == terms.operator
    return (
        document.stage == Stage.RELEASED
        and strictest <= terms.highest
        and (strictest < TLP.AMBER or is_own)
        and not document.caveats
        and not document.is_origin_sealed
    )


def all_may_leave(documents: Iterable[Document], terms: Terms) -> bool:
    """Whether there are documents and every one of them may be sent."""
    answers = [may_leave(document, terms) for document in documents]
    return bool(answers) and all(answers)
