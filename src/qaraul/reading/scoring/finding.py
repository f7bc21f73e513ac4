"""Search: whether the plain name of a place finds the texts that name it in any of its forms."""

from collections import defaultdict
from pathlib import Path

from qaraul.reading.scoring.given import Row, stories
from qaraul.reading.scoring.lines import Line, by_language
from qaraul.reading.search import lexemes, query_lexemes

_SHOWN = 20
_LEAST_FORMS = 2


def search_lines(folder: Path) -> list[Line]:
    """Recall among the first twenty; the baseline finds only the very letters that were asked."""
    rows = by_language((row["lang"], row) for row in stories(folder))
    lines: list[Line] = []
    for lang, each in rows.items():
        asked = _questions(each)
        if not asked:
            continue
        kept = [set(lexemes(f"{row['title']} {row['text']}", lang)) for row in each]
        plain = [f"{row['title']} {row['text']}".lower().split() for row in each]
        found, exact = [], []
        for form, holders in asked:
            options = [set(word) for word in query_lexemes(form)]
            hits = [i for i, words in enumerate(kept) if all(words & option for option in options)]
            found.append(_recall(hits, holders))
            words = form.lower().split()
            exact.append(_recall([i for i, w in enumerate(plain) if set(words) <= set(w)], holders))
        base = {"exact words": sum(exact) / len(exact)}
        value = sum(found) / len(found)
        lines.append(Line("search", lang, "recall@20", len(asked), value, base, 0.9))
    return lines


def _questions(rows: list[Row]) -> list[tuple[str, set[int]]]:
    """The shortest form of each place that has two or more forms, and the texts that name it."""
    forms: dict[str, set[str]] = defaultdict(set)
    holders: dict[str, set[int]] = defaultdict(set)
    for index, row in enumerate(rows):
        for place in row["places"]:
            forms[place["name"]].add(place["text"])
            holders[place["name"]].add(index)
    return [
        (min(written, key=lambda form: (len(form), form)), holders[name])
        for name, written in sorted(forms.items())
        if len(written) >= _LEAST_FORMS
    ]


def _recall(hits: list[int], wanted: set[int]) -> float:
    return len(wanted & set(hits[:_SHOWN])) / min(len(wanted), _SHOWN)
