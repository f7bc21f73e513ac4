"""The journal's codes in the reader's words; a code without a word stands for itself.

The chain keeps codes, for they must never change; these tables are only how a page tells them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qaraul.events.choices import Act as IncidentAct
from qaraul.journal.actors import SYSTEM
from qaraul.journal.models import Entry, is_id
from qaraul.pipeline.choices import Act as SignalAct
from qaraul.pipeline.choices import QueueStage
from qaraul.sharing.choices import Stage
from qaraul.sources.choices import Fault, SilenceReason

ACTS: dict[str, Promise] = {
    "areas-imported": _("areas imported"),
    "circle.added": _("circle made"),
    "circle.changed": _("circle changed"),
    "circle.left": _("circle left"),
    "documents.imported": _("documents imported"),
    "documents.stored": _("documents stored"),
    "feed.added": _("feed added"),
    "feed.disabled": _("feed disabled"),
    "feed.enabled": _("feed enabled"),
    "feeds.moved": _("feeds moved to another address"),
    "forecast.issued": _("forecast set issued"),
    "forecast.scored": _("forecast set judged"),
    "forecast.withdrawn": _("forecast set withdrawn"),
    "incident.created": _("incident made"),
    "incident.changed": _("incident changed"),
    "incidents.imported": _("incidents imported"),
    "invitation.accepted": _("invitation accepted"),
    "invitation.made": _("invitation made"),
    "invitation.withdrawn": _("invitation withdrawn"),
    "journal.verified": _("journal checked"),
    "organisation.added": _("organisation added"),
    "organisation.changed": _("organisation changed"),
    "organisation.closed": _("organisation closed"),
    "organisation.reopened": _("organisation opened again"),
    "person.added": _("account made"),
    "person.closed": _("account closed"),
    "person.joined": _("joined by invitation"),
    "person.password_changed": _("password changed"),
    "person.recovery_codes_renewed": _("recovery codes renewed"),
    "person.renamed": _("account renamed"),
    "person.reopened": _("account opened again"),
    "person.restored": _("access restored"),
    "person.roles_changed": _("roles changed"),
    "person.second_factor_added": _("second factor added"),
    "person.second_factor_removed": _("second factor removed"),
    "recall.acknowledged": _("recall acknowledged"),
    "release.declined": _("release declined"),
    "release.proposed": _("release proposed"),
    "release.recalled": _("recalled"),
    "release.released": _("released"),
    "release.signed": _("release signed"),
    "session.ended_elsewhere": _("other sessions ended"),
    "session.opened": _("signed in"),
    "signals.raised": _("signals raised"),
    "source.added": _("source added"),
    "source.changed": _("source changed"),
    "source.disabled": _("source disabled"),
    "source.enabled": _("source enabled"),
    "source.graded": _("source graded"),
    "source.heard": _("source heard again"),
    "source.silent": _("source silent"),
    "sources.loaded": _("starter catalogue loaded"),
    "token.issued": _("token made"),
    "token.revoked": _("token revoked"),
}
KINDS: dict[str, Promise] = {
    "area": _("area"),
    "circle": _("circle"),
    "document": _("document"),
    "feed": _("feed"),
    "forecast set": _("forecast set"),
    "incident": _("incident"),
    "invitation": _("invitation"),
    "journal": _("journal"),
    "organisation": _("organisation"),
    "person": _("account"),
    "session": _("session"),
    "signal": _("signal"),
    "source": _("source"),
    "token": _("token"),
}
ACTORS: dict[str, Promise] = {
    SYSTEM.label: _("the node itself"),
    "operator at the command line": _("operator at the command line"),
    "starter catalogue": _("starter catalogue"),
}
FACTS: dict[str, Promise] = {
    "act": _("what was done"),
    "added": _("added"),
    "broken_at": _("broken at row"),
    "changed": _("changed"),
    "documents": _("documents"),
    "expires_at": _("ends"),
    "fault": _("fault"),
    "field": _("field"),
    "fields": _("fields"),
    "file": _("file"),
    "into": _("merged into"),
    "label": _("name"),
    "last_hash": _("last hash"),
    "level": _("level"),
    "new": _("new"),
    "number": _("number"),
    "organisation": _("organisation"),
    "organisations": _("organisations"),
    "owner": _("owner"),
    "reason": _("reason"),
    "refused": _("refused"),
    "removed": _("removed"),
    "roles": _("roles"),
    "rows": _("rows"),
    "scopes": _("scopes"),
    "signals": _("signals"),
    "source": _("source"),
    "stage": _("stage"),
    "tlp": _("marking"),
    "to": pgettext_lazy("who gets something", "to"),
    "version": _("version"),
}
VALUES: dict[str, tuple[type[Any], ...]] = {
    "act": (IncidentAct, SignalAct),
    "fault": (Fault,),
    "reason": (SilenceReason,),
    "stage": (Stage, QueueStage),
}
"""Facts whose values are codes too, and the choices that know their words."""


SIGNAL_ACTS: dict[str, Promise] = {
    f"signal.{act.value}": format_lazy("{}: {}", _("signal"), act.label) for act in SignalAct
}
"""What a signal's own history says, as the journal writes it."""


def act_word(act: str) -> str:
    """What was done."""
    return str(SIGNAL_ACTS.get(act) or ACTS.get(act) or act)


def kind_word(kind: str) -> str:
    """What kind of record it was done to."""
    return str(KINDS.get(kind, kind))


def actor_word(label: str) -> str:
    """Who did it: a role account by its name, the node and its operator in words."""
    return str(ACTORS.get(label, label))


def facts_in_words(entry: Entry) -> Iterator[tuple[str, str]]:
    """Name and value of each fact that says something to a reader."""
    for name, value in entry.facts.items():
        if value in (None, "", [], {}) or is_id(value):
            continue
        values = value if isinstance(value, list) else [value]
        words = [_value_word(name, one) for one in values if not is_id(one)]
        if words:
            yield str(FACTS.get(name, name)), ", ".join(words)


def _value_word(name: str, value: object) -> str:
    for choices in VALUES.get(name, ()):
        if value in choices.values:
            return str(choices(value).label)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    return str(FACTS.get(str(value), value)) if name == "fields" else str(value)
