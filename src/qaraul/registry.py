"""One typed registry for every family of plugins."""

from collections.abc import ItemsView, ValuesView
from typing import Generic, TypeVar

from qaraul.errors import BadInput

T = TypeVar("T")


class Registry(Generic[T]):
    """Named items of one family; a wrong name answers with the known ones."""

    def __init__(self, family: str) -> None:
        self.family = family
        self._items: dict[str, T] = {}

    def register(self, name: str, item: T) -> T:
        """Add an item under a name that is not taken."""
        if name in self._items:
            raise RuntimeError(f"{self.family} “{name}” is registered twice")
        self._items[name] = item
        return item

    def get(self, name: str) -> T:
        """The item of that name, or `BadInput` that lists the known names."""
        try:
            return self._items[name]
        except KeyError:
            known = ", ".join(sorted(self._items)) or "none"
            raise BadInput(f"No {self.family} is called “{name}”. Known: {known}.") from None

    def names(self) -> list[str]:
        """The registered names, sorted."""
        return sorted(self._items)

    def items(self) -> ItemsView[str, T]:
        """Names and items, in the order of registration."""
        return self._items.items()

    def values(self) -> ValuesView[T]:
        """The items, in the order of registration."""
        return self._items.values()

    def __contains__(self, name: object) -> bool:
        """Whether something is registered under that name."""
        return name in self._items
