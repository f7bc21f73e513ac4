"""One figure of the scorecard, and the arithmetic of figures."""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")
EARTH_KM = 12_742.0  # the diameter


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured, on how many, and what simpler readers reach; `goal` is at least that."""

    task: str
    lang: str
    measure: str
    n: int
    value: float
    baselines: Mapping[str, float] = field(default_factory=dict)
    goal: float | None = None
    is_most: bool = False
    """Whether the goal is an upper limit."""

    @property
    def is_reached(self) -> bool | None:
        """Whether the goal is reached; None when there is none."""
        if self.goal is None:
            return None
        return self.value <= self.goal if self.is_most else self.value >= self.goal


def f1(pairs: Iterable[tuple[bool, bool]]) -> float:
    """F1 of (wanted, got) pairs, 0 to 1; 0 when nothing was rightly found."""
    seen = Counter(pairs)
    right = seen[True, True]
    wrong = seen[True, False] + seen[False, True]
    return 2 * right / (2 * right + wrong) if right else 0.0


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean of the F1 of each class that is wanted at least once, 0 to 1."""
    wanted = {want for want, _ in pairs}
    if not wanted:
        return 0.0
    return sum(f1((want == one, got == one) for want, got in pairs) for one in wanted) / len(wanted)


def share(hits: Iterable[bool]) -> float:
    """The share of true ones; 0 of nothing."""
    each = list(hits)
    return sum(each) / len(each) if each else 0.0


def kilometres(a: float, b: float, c: float, d: float) -> float:
    """The way from (lat a, lon b) to (lat c, lon d) over the globe, in kilometres."""
    a, b, c, d = map(math.radians, (a, b, c, d))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return EARTH_KM * math.asin(math.sqrt(half))


def b_cubed(wanted: Sequence[Hashable], got: Sequence[Hashable]) -> float:
    """B-cubed F1 of two clusterings of the same items, 0 to 1.

    ValueError when they differ in length. Source: Bagga & Baldwin (1998).
    """
    if len(wanted) != len(got):
        raise ValueError(f"{len(wanted)} items do not match {len(got)}")
    if not wanted:
        return 0.0
    both = Counter(zip(wanted, got, strict=True))
    ours, theirs = Counter(got), Counter(wanted)
    precision = sum(n * n / ours[g] for (_, g), n in both.items()) / len(wanted)
    recall = sum(n * n / theirs[w] for (w, _), n in both.items()) / len(wanted)
    return 2 * precision * recall / (precision + recall)


def spans_f1(wanted: Sequence[Sequence[range]], got: Sequence[Sequence[range]]) -> float:
    """F1 of found spans, text by text; a span is right when it overlaps a wanted one of its own."""
    right = asked = said = 0
    for gold, found in zip(wanted, got, strict=True):
        asked, said = asked + len(gold), said + len(found)
        left = list(found)
        for span in gold:
            match = next((f for f in left if f.start < span.stop and span.start < f.stop), None)
            if match is not None:
                left.remove(match)
                right += 1
    return 2 * right / (asked + said) if asked + said else 0.0


def by_language(items: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    """The items of each language, in the order of the varieties."""
    found: dict[str, list[T]] = defaultdict(list)
    for lang, item in items:
        found[lang].append(item)
    order = {lang: place for place, lang in enumerate(VARIETIES)}
    return dict(sorted(found.items(), key=lambda pair: (order.get(pair[0], 99), pair[0])))


VARIETIES = ("en", "ru", "kk", "ky", "uz", "uz_cyr", "tg", "tk", "prs", "fa", "ps")
_STRONG, _WEAK = ("en", "ru"), ("tg", "tk", "ps")


def type_goal(lang: str) -> float:
    """The least figure for event types in a language."""
    return 0.85 if lang in _STRONG else 0.65 if lang in _WEAK else 0.75
