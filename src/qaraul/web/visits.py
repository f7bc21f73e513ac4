"""When a person was last here, so that home can say what changed since."""

from datetime import datetime, timedelta

from qaraul.members.models import Person

PAUSE = timedelta(minutes=30)  # a longer silence begins a new visit
NOTE_EVERY = timedelta(minutes=5)  # within a visit, one write in five minutes is enough


def note_visit(person: Person, *, at: datetime) -> None:
    """Keep the time of this request; after a pause the last visit becomes the previous one."""
    last = person.last_visit_at
    if last is not None and at - last < NOTE_EVERY:
        return
    person.last_visit_at = at
    if last is not None and at - last >= PAUSE:
        person.previous_visit_at = last
    Person.objects.filter(pk=person.pk).update(
        last_visit_at=person.last_visit_at, previous_visit_at=person.previous_visit_at
    )
