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
    REFUSED = "refused", _("refused by this node")
    FAILING = "failing", _("failing")
    WORKING = "working", _("working")
    WAITING = "waiting", _("not fetched yet")
    DISABLED = "disabled", _("disabled")


class Fault(TextChoices):
    """Why a fetch brought nothing."""

    BAD_ADDRESS = "bad-address", _("the address cannot be used")
    ADDRESS_REFUSED = "address-refused", _("the address leads to a network that is closed to feeds")
    NO_HOST = "no-host", _("no such host")
    NO_CONNECTION = "no-connection", _("no connection")
    NO_SECURE_CONNECTION = "no-secure-connection", _("no trustworthy secure connection")
    TOO_SLOW = "too-slow", _("no full answer in time")
    TOO_LARGE = "too-large", _("larger than this node takes")
    BAD_ANSWER = "bad-answer", _("the answer is broken")
    TOO_MANY_REDIRECTS = "too-many-redirects", _("sent on too often")
    ROBOTS = "robots", _("its robots.txt asks machines to stay away")
    NOT_FOUND = "not-found", _("nothing at this address")
    GONE = "gone", _("gone for good")
    ASKED_TO_WAIT = "asked-to-wait", _("it asks us to wait")
    CLOSED = "closed", _("it does not let us in")
    SERVER_FAILS = "server-fails", _("its server fails")
    NOT_THIS_KIND = "not-this-kind", _("the answer is not what the connector reads")
    NO_FOLDER = "no-folder", _("the drop folder is not there")
    BROKEN_HERE = "broken-here", _("this node failed to read it; an administrator should look")


PERMANENT = frozenset({Fault.GONE, Fault.BAD_ADDRESS})
"""Faults that another try will not mend."""


class ItemFault(TextChoices):
    """Why one item was not taken."""

    EMPTY = "empty", _("neither a title nor a text")
    NO_IDENTITY = "no-identity", _("neither an identifier nor an address")
    CUT_OFF = "cut-off", _("cut off")
    BROKEN = "broken", _("cannot be read")
    OWN_ENTITIES = "own-entities", _("uses entities that the feed defines itself")
    EXERCISE = "exercise", _("an exercise or test message")
    TOO_LARGE = "too-large", _("larger than one item may be")
    TOO_MANY = "too-many", _("more items than one fetch takes")
    BAD_FIELD = "bad-field", _("a field cannot be used")
    NOT_FETCHED = "not-fetched", _("its page could not be fetched")


class RemarkKind(TextChoices):
    """What is said about a fetch that went well all the same."""

    CHARSET = "charset", _("letters repaired: read in another encoding than declared")
    ENTITIES = "entities", _("entity definitions were taken out")
    CUT_OFF = "cut-off", _("the file ends in the middle")
    SHORTENED = "shortened", _("texts were shortened to the node's limit")
    FUTURE = "future", _("dates in the future were not trusted")
    NO_DATE = "no-date", _("items without a date got the time of the fetch")
    TWICE = "twice", _("items share an identifier; all were kept")
    AUTHORS = "authors", _("names of authors were left out")
    RESTLESS = "restless", _("texts that change so often that earlier ones are no longer kept")
    MORE_LATER = "more-later", _("linked pages that the next fetch will read")


class SilenceReason(TextChoices):
    """Why a source counts as silent."""

    FAILING = "failing", _("fetches fail one after another")
    GONE = "gone", _("its address no longer works")
    QUIET = "quiet", _("nothing new for longer than usual")
