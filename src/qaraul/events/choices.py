"""What an incident may be, how sure it is, and how exactly it is dated and placed."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class EventType(TextChoices):
    """What happened; definitions and crosswalks stand in data/event_types.csv."""

    ARMED_CLASH = "armed_clash", _("armed clash")
    ATTACK = "attack", _("attack")
    EXPLOSION = "explosion", _("explosion or remote violence")
    VIOLENCE_AGAINST_CIVILIANS = "violence_against_civilians", _("violence against civilians")
    RIOT = "riot", _("riot")
    PROTEST = "protest", _("protest")
    BORDER_INCIDENT = "border_incident", _("border incident")
    ARREST_SEIZURE = "arrest_seizure", _("arrest or seizure")
    ABDUCTION = "abduction", _("abduction")
    HATE_PROPAGANDA = "hate_propaganda", _("hate or violent-extremist propaganda")
    DISPLACEMENT = "displacement", _("displacement")
    CRIME_TRAFFICKING = "crime_trafficking", _("crime or trafficking")
    NATURAL_HAZARD = "natural_hazard", _("natural hazard")
    ACCIDENT = "accident", _("accident")
    PEACEBUILDING = "peacebuilding", _("peacebuilding")
    DIPLOMACY = "diplomacy", _("diplomacy or policy")
    OTHER = "other", _("other")


class Status(TextChoices):
    """How far the checking of an incident has come."""

    NEW = "new", _("new")
    IN_REVIEW = "in_review", _("in review")
    VERIFIED = "verified", _("verified")
    REFUTED = "refuted", _("refuted: it did not happen so")


class DatePrecision(TextChoices):
    """How exactly the date is known; the words of UCDP's date_prec 1 to 5."""

    DAY = "day", _("day")
    DAYS = "days", _("within six days")
    WEEK = "week", _("week")
    MONTH = "month", _("month")
    LONGER = "longer", _("more than a month")


class PlacePrecision(TextChoices):
    """How exactly the place is known; the words of UCDP's where_prec 1 to 7."""

    POINT = "point", _("point")
    NEAR = "near", _("within 25 km")
    DISTRICT = "district", _("district")
    PROVINCE = "province", _("province")
    REGION = "region", _("a line or a region")
    COUNTRY = "country", _("country")
    ABROAD = "abroad", _("international waters or airspace")
    UNKNOWN = "unknown", _("not known")


class Credibility(IntegerChoices):
    """How credible the item is, apart from the reliability of its source."""

    CONFIRMED = 1, _("confirmed")
    PROBABLY_TRUE = 2, _("probably true")
    POSSIBLY_TRUE = 3, _("possibly true")
    DOUBTFUL = 4, _("doubtful")
    IMPROBABLE = 5, _("improbable")
    CANNOT_BE_JUDGED = 6, _("cannot be judged")


class SourceKind(TextChoices):
    """How the incident came into the node."""

    ANALYST = "analyst", _("written by an analyst")
    FILE = "file", _("from a file of incidents")
    GED = "ged", _("UCDP Georeferenced Event Dataset")
    CANDIDATE = "candidate", _("UCDP Candidate Events Dataset")


class Act(TextChoices):
    """What one line of an incident's history says was done."""

    CREATED = "created", _("made the incident")
    CHANGED = "changed", _("changed it")
    EVIDENCE_ADDED = "evidence_added", _("added evidence")
    EVIDENCE_REMOVED = "evidence_removed", _("took evidence out")
    MERGED = "merged", _("merged incidents")
    TAKEN_OUT = "taken_out", _("took a merged incident out again")
    SPLIT = "split", _("split the incident")
    UNDONE = "undone", _("took the last act back")


class Supports(TextChoices):
    """Which facts a piece of evidence speaks for."""

    TYPE = "type", _("type")
    PLACE = "place", _("place")
    DATE = "date", _("date")
    COUNT = "count", _("count")
    ACTORS = "actors", _("actors")


HARMS = ("killed", "injured", "displaced")
"""What people suffered, each as low, best and high; all three null when not known."""

COUNT_FIELDS = tuple(f"{harm}_{end}" for harm in HARMS for end in ("low", "best", "high"))
