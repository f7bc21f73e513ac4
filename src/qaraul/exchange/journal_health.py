"""Whether the journal's chain stands: when it was checked last, and with what result."""

from django.utils.translation import gettext_lazy as _

from qaraul.journal import services
from qaraul.journal.actors import Actor
from qaraul.journal.chain import Verdict
from qaraul.journal.listeners import listeners
from qaraul.journal.models import Cursor, Entry, Head
from qaraul.members.panels import Fact, Panel, panels
from qaraul.members.queries import is_operator
from qaraul.members.viewers import Viewer

VERIFIED = "journal.verified"


def verify_and_note(actor: Actor) -> Verdict:
    """Check the whole chain, and write into it who checked and what was found."""
    verdict = services.verify()
    services.record(
        VERIFIED,
        actor=actor,
        kind="journal",
        record_id=None,
        facts={
            "rows": verdict.checked,
            "last_hash": verdict.last_hash,
            "broken_at": verdict.broken_at,
            "fault": verdict.fault,
        },
    )
    return verdict


def facts(viewer: Viewer) -> list[Fact]:
    """For the operator: rows, the last check, and facts that listeners have not heard yet."""
    if not is_operator(viewer):
        return []
    head = Head.objects.filter(pk=1).first()
    return [
        Fact(_("Rows"), count=head.sequence if head else 0),
        _last_check(),
        Fact(_("Entries not passed on yet"), count=_unheard()),
    ]


def _last_check() -> Fact:
    last = Entry.objects.filter(act=VERIFIED).order_by("-sequence").first()
    label = _("Last check of the chain")
    if last is None:
        return Fact(label, remedy=_("Check it here, or run “qaraul verify”."))
    if last.facts.get("broken_at"):
        return Fact(
            label,
            at=last.at,
            words=_("broken at row %(n)s") % {"n": last.facts["broken_at"]},
            remedy=_("Run “qaraul verify”, compare with a backup, and tell the members."),
            is_amiss=True,
        )
    return Fact(label, at=last.at, words=_("whole: nothing changed, dropped or reordered"))


def _unheard() -> int:
    heard = dict(Cursor.objects.values_list("listener", "sequence"))
    return sum(
        Entry.objects.filter(act=listener.act, sequence__gt=heard.get(name, 0)).count()
        for name, listener in listeners.items()
    )


panels.register(
    "journal", Panel(_("Journal"), facts, act=_("Check it now"), act_url_name="journal:verify")
)
