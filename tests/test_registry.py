"""One registry for all plugins: no name twice, and a wrong name is told the right ones."""

import pytest

from qaraul.errors import BadInput
from qaraul.registry import Registry


def test_a_registered_item_is_found_by_its_name() -> None:
    numbers: Registry[int] = Registry("number")
    assert numbers.register("one", 1) == 1
    assert numbers.get("one") == 1
    assert "one" in numbers
    assert list(numbers.items()) == [("one", 1)]
    assert list(numbers.values()) == [1]


def test_a_name_twice_is_a_bug() -> None:
    numbers: Registry[int] = Registry("number")
    numbers.register("one", 1)
    with pytest.raises(RuntimeError, match="registered twice"):
        numbers.register("one", 2)
    assert numbers.get("one") == 1


def test_a_wrong_name_is_answered_with_the_known_ones() -> None:
    numbers: Registry[int] = Registry("number")
    with pytest.raises(BadInput, match="Known: none"):
        numbers.get("three")
    numbers.register("two", 2)
    numbers.register("one", 1)
    with pytest.raises(BadInput, match=r"No number is called “three”\. Known: one, two\."):
        numbers.get("three")
