"""The tree of areas in memory, without outlines: names, what lies below what."""

import time
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from qaraul.places.models import Area
from qaraul.places.queries import edition

CHECKED_EVERY = 1.0  # seconds; areas change a few times a year


class AreaTree:
    """All areas of one edition."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self.by_id = {area.pk: area for area in areas}
        self.by_code = {area.code: area for area in self.by_id.values()}
        self.below_id: dict[UUID, list[UUID]] = defaultdict(list)
        for area in self.by_id.values():
            if area.parent_id is not None:
                self.below_id[area.parent_id].append(area.pk)

    def holds(self, codes: Iterable[str], ids: Iterable[UUID]) -> bool:
        """Whether all of these are known."""
        return self.by_code.keys() >= set(codes) and self.by_id.keys() >= set(ids)

    def within(self, codes: Iterable[str]) -> list[UUID]:
        """The areas of these codes and everything below them; unknown codes are nowhere."""
        waiting = [self.by_code[code].pk for code in codes if code in self.by_code]
        found: set[UUID] = set()
        while waiting:
            pk = waiting.pop()
            found.add(pk)
            waiting.extend(self.below_id.get(pk, ()))
        return sorted(found)


class _Kept:
    """The tree in use, with its edition and the time it was last compared."""

    tree: AreaTree | None = None
    edition = ""
    checked_at = -CHECKED_EVERY


def look_again() -> None:
    """Compare the tree with the database at its next use, for somebody who has changed areas."""
    _Kept.checked_at = -CHECKED_EVERY


def area_tree(*, codes: Iterable[str] = (), ids: Iterable[UUID] = ()) -> AreaTree:
    """The tree; compared with the database once a second, and when one of these is missing."""
    is_fresh = time.monotonic() - _Kept.checked_at < CHECKED_EVERY
    if _Kept.tree is not None and is_fresh and _Kept.tree.holds(codes, ids):
        return _Kept.tree
    current = edition()
    tree = _Kept.tree
    if tree is None or current != _Kept.edition:
        tree = AreaTree(Area.objects.light())
    _Kept.tree, _Kept.edition, _Kept.checked_at = tree, current, time.monotonic()
    return tree
