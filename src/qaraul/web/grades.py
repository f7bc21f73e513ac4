"""Words of the three scales: reliability of a source, credibility of an item, likelihood."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qaraul.events.choices import Credibility
from qaraul.sources.choices import Reliability

RELIABILITY = {grade.value: grade.label for grade in Reliability}
NOT_SHARED = _("the source's grade is not shared")
CREDIBILITY = {grade.value: grade.label for grade in Credibility}
# Upper bound of each class and its word (PHIA's yardstick with the gaps closed).
LIKELIHOOD: tuple[tuple[float, Promise], ...] = (
    (0.05, _("almost no chance")),
    (0.20, _("very unlikely")),
    (0.45, _("unlikely")),
    (0.55, _("roughly even chance")),
    (0.80, _("likely")),
    (0.95, _("very likely")),
    (1.00, _("almost certain")),
)


def likelihood_word(probability: float) -> Promise:
    """The word for a probability of 0 to 1; ValueError outside."""
    if not 0 <= probability <= 1:
        raise ValueError(f"{probability} is no probability")
    return next(word for bound, word in LIKELIHOOD if probability < bound or bound == 1)


def likelihood_range(probability: float) -> tuple[float, float]:
    """The ends of the class that a probability of 0 to 1 falls in; ValueError outside."""
    if not 0 <= probability <= 1:
        raise ValueError(f"{probability} is no probability")
    bounds = [0.0, *(bound for bound, _ in LIKELIHOOD)]
    number = next(n for n, bound in enumerate(bounds[1:]) if probability < bound or bound == 1)
    return bounds[number], bounds[number + 1]
