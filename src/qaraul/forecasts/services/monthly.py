"""The worker's steps: issue what is due once a month, score what is over once a day."""

import logging
from datetime import datetime, timedelta

from qaraul import leases
from qaraul.errors import Conflict
from qaraul.forecasts.choices import Sight, Target
from qaraul.forecasts.lacks import Lacking
from qaraul.forecasts.models import Duty
from qaraul.forecasts.services.issuing import issue_from_incidents
from qaraul.forecasts.services.scoring import score_from_incidents

logger = logging.getLogger(__name__)
ISSUING, SCORING = "issuing", "scoring"
EVERY, LEASE = timedelta(days=1), timedelta(hours=1)
FIRST_DAY = 3
"""Not before this day of a month: what happened on its last days is confirmed by then, in part."""


def issue_what_is_due(now: datetime) -> int:
    """Once a day from the third of a month: the sets of that month that are not there yet."""
    Duty.objects.get_or_create(name=ISSUING, defaults={"due_at": now})
    issued = 0
    for pk in leases.claim(Duty.objects.filter(name=ISSUING), now=now, limit=1, lease=LEASE):
        facts = {}
        if now.day >= FIRST_DAY:
            for target in Target:
                found, facts[target.value] = _issue(target, now)
                issued += found
            Duty.objects.filter(pk=pk).update(facts=facts)
        Duty.objects.filter(pk=pk).update(due_at=now + EVERY, leased_until=None, attempts=0)
    return issued


def _issue(target: Target, now: datetime) -> tuple[int, dict[str, object]]:
    """How many sets were issued, and what is lacking when none could be."""
    try:
        issue_from_incidents(target, Sight.NETWORK, at=now)
    except Conflict:
        return 0, {}
    except Lacking as refusal:
        return 0, refusal.facts
    return 1, {}


def score_what_is_over(now: datetime) -> int:
    """Once a day: outcomes of the months that are over; how many were new."""
    Duty.objects.get_or_create(name=SCORING, defaults={"due_at": now})
    noted = 0
    for pk in leases.claim(Duty.objects.filter(name=SCORING), now=now, limit=1, lease=LEASE):
        try:
            noted = sum(one.outcomes for one in score_from_incidents(at=now))
        except Lacking as refusal:
            logger.info("nothing is scored: %s", refusal.message)
        Duty.objects.filter(pk=pk).update(due_at=now + EVERY, leased_until=None, attempts=0)
    return noted
