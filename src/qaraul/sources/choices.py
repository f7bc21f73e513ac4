"""What kinds of sources there are, how far they are trusted, and how a fetch may end."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reliability(TextChoices):
    """How far a source is trusted, by its record; the credibility of an item is another matter."""

    A = "A", _("completely reliable")
    B = "B", _("usually reliable")
    C = "C", _("fairly reliable")
    D = "D", _("not usually reliable")
    E = "E", _("unreliable")
    F = "F", _("cannot be judged")


class SourceKind(TextChoices):
    """Who publishes."""

    NEWS_AGENCY = "news_agency", _("news agency")
    INDEPENDENT_MEDIA = "independent_media", _("independent media")
    STATE_MEDIA = "state_media", _("State media")
    INTERNATIONAL_MEDIA = "international_media", _("international media")
    GOVERNMENT = "government", _("government")
    UN_IGO = "un_igo", _("UN or other intergovernmental body")
    NGO = "ngo", _("non-governmental organisation")
    RESEARCH = "research", _("research")
    HAZARD_ALERTS = "hazard_alerts", _("hazard alerts")
    MEMBER = "member", _("member of the network")
    OTHER = "other", _("other")


class FetchStatus(TextChoices):
    """How one fetch ended."""

    FETCHED = "fetched", _("fetched")
    UNCHANGED = "unchanged", _("nothing new")
    PARTLY = "partly", _("fetched, some items refused")
    FAILED = "failed", _("failed")
    REFUSED = "refused", _("refused by this node")


SUCCESSES = frozenset({FetchStatus.FETCHED, FetchStatus.UNCHANGED, FetchStatus.PARTLY})


class SourceState(TextChoices):
    """The one state of a source that its list shows."""

    SILENT = "silent", _("silent")
    FAILING = "failing", _("failing")
    WORKING = "working", _("working")
    WAITING = "waiting", _("not fetched yet")
    DISABLED = "disabled", _("disabled")
