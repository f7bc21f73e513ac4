"""Reads that join the apps into what one page shows; each starts from `visible_to(viewer)`."""

from qaraul.members.viewers import Viewer


def needs_review(viewer: Viewer) -> int | None:
    """How many signals wait for somebody, or None for viewers who have no part in triage."""
    return None
