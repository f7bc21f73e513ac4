"""Who may work in the queue."""

from qaraul.members.choices import TRIAGE_ROLES, Scope
from qaraul.members.viewers import Viewer


def may_work(viewer: Viewer) -> bool:
    """Whether the viewer may act on signals: an analyst or a reviewer, in person or by token."""
    allows = viewer.scopes is None or Scope.WRITE in viewer.scopes
    return (
        viewer.is_member and viewer.person_id is not None and viewer.has(*TRIAGE_ROLES) and allows
    )
