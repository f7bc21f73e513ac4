"""Words of the three scales: reliability of a source, credibility of an item, likelihood."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RELIABILITY: dict[str, Promise] = {
    "A": _("reliable"),
    "B": _("usually reliable"),
    "C": _("fairly reliable"),
    "D": _("not usually reliable"),
    "E": _("unreliable"),
    "F": _("reliability cannot be judged"),
}
CREDIBILITY: dict[int, Promise] = {
    1: _("confirmed"),
    2: _("probably true"),
    3: _("possibly true"),
    4: _("doubtful"),
    5: _("improbable"),
    6: _("cannot be judged"),
}
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
