"""Which words of a text make a person's name: by endings, by lists, by the words around."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from qaraul.reading.characters import normal
from qaraul.reading.tokens import ENDED, JOINED, PAUSED, SPACED, Tokens, tokens_of

_LONGEST_ENDING, _SHORTEST_STEM, _SHORTEST_SURNAME = 4, 3, 5
_MOST_WORDS = 4
_FAMILY = "ی"  # after a given name, as families are called in Dari
_CASES = (
    "ам", "ым", "ом", "ем", "ой", "ей", "ых", "ыми", "ого", "ому", "а", "у", "е", "ы", "и", "я",
    "ю", "дың", "дің", "ның", "нің", "тың", "тің", "ды", "ді", "ты", "ті", "ны", "ні", "ға", "ге",
    "қа", "ке", "нын", "нин", "нун", "дын", "дин", "дун", "га", "го", "ка", "ко", "ди", "ду", "ти",
    "ту", "ни", "ну", "нинг", "дан", "ден", "тан", "тен", "ро", "ning", "ni", "ga", "dan", "ka",
    "da", "ny", "niň", "nyň", "a", "e", "i", "y", "ro", "s", "'s", "нан", "нен", "мен", "менен",
    "را",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """The lists by which names are known; all words in their normal form."""

    given: frozenset[str]
    doubtful: frozenset[str]
    patronymics: tuple[str, ...]
    surnames: tuple[str, ...]
    not_surnames: frozenset[str]
    called: tuple[tuple[str, ...], ...]
    called_after: tuple[tuple[str, ...], ...]
    honorifics: frozenset[str]
    named_after: frozenset[str]
    organisations: tuple[str, ...]
    adjectives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word: `is_name_like` when a capital, or a script without them, lets it be a name."""

    start: int
    end: int
    word: str
    pause: int
    is_upper: bool
    is_uncased: bool
    is_initial: bool
    is_short: bool

    @property
    def is_name_like(self) -> bool:
        """Whether the letters allow a name."""
        return self.is_upper or self.is_uncased

    @staticmethod
    def of(text: str) -> "list[Word]":
        """The words of a text; a letter with a full stop is an initial."""
        tokens = tokens_of(text, normal)
        words: list[Word] = []
        for i in range(len(tokens)):
            start, end = tokens.starts[i], tokens.ends[i]
            first = text[start]
            initial = end - start == 1 and first.isupper() and text[end : end + 1] == "."
            pause = tokens.breaks[i]
            after_initial = bool(words) and words[-1].is_initial
            if after_initial and text[words[-1].end : start].strip() == ".":
                pause = SPACED
            uncased = first.isalpha() and first.upper() == first.lower()
            words.append(
                Word(
                    start,
                    end,
                    tokens.words[i],
                    pause,
                    is_upper=first.isupper(),
                    is_uncased=uncased,
                    is_initial=initial,
                    is_short=end - start < _SHORTEST_STEM or text[start:end].isupper(),
                )
            )
        return words

    @staticmethod
    def as_tokens(
        text: str,
        words: "Sequence[Word]",
        normalise: Callable[[str], str],
        fold: Callable[[str], str],
    ) -> Tokens:
        """The same words as the reader of places wants them."""
        tokens = tokens_of(text, normalise, fold=fold)
        if len(tokens) != len(words):
            message = "one text was cut in two ways"
            raise ValueError(message)
        return tokens


def _without_case(word: str) -> Iterator[str]:
    yield word
    for ending in _CASES:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            stem = word[: len(word) - len(ending)]
            yield stem
            yield stem + "а"
            yield stem + "я"


def _is_given(word: str, names: Names) -> bool:
    return any(form in names.given for form in _without_case(word))


def _is_doubtful(word: str, names: Names) -> bool:
    return any(form in names.doubtful for form in _without_case(word))


def _is_patronymic(word: str, names: Names) -> bool:
    return any(form.endswith(names.patronymics) for form in _without_case(word))


def _is_surname(word: str, names: Names) -> bool:
    if len(word) < _SHORTEST_SURNAME:
        return len(word) > _SHORTEST_STEM and word in names.surnames
    forms = list(_without_case(word))
    return any(form.endswith(names.surnames) for form in forms) and not any(
        form in names.not_surnames for form in forms
    )


def names_in(
    words: Sequence[Word], names: Names, places: AbstractSet[int]
) -> Iterator[tuple[int, int]]:
    """First and last word of each name; `places` are words of place names, which stay."""
    called = _after_calling(words, names)
    at = 0
    while at < len(words):
        last = _name_from(words, at, names, places, called)
        if last is None:
            at += 1
        else:
            yield at, last
            at = last + 1


def _after_calling(words: Sequence[Word], names: Names) -> frozenset[int]:
    """The words before which, or after which, the text says that a name stands."""
    marked: set[int] = set()
    firsts = {phrase[0] for phrase in (*names.called, *names.called_after)}
    for i, word in enumerate(words):
        if word.word not in firsts:
            continue
        for phrases, is_after in ((names.called, False), (names.called_after, True)):
            for phrase in phrases:
                spelt = tuple(w.word for w in words[i : i + len(phrase)])
                if spelt == phrase and not (is_after and word.pause in (PAUSED, ENDED)):
                    marked.add(i - 1 if is_after else i + len(phrase))
    return frozenset(marked)


def _is_sign(word: Word, names: Names) -> bool:
    return word.is_initial or _is_given(word.word, names) or _is_patronymic(word.word, names)


def _name_from(
    words: Sequence[Word],
    at: int,
    names: Names,
    places: AbstractSet[int],
    called: frozenset[int],
) -> int | None:
    """The last word of the name that begins here, or nothing."""
    first = words[at]
    is_sign = _is_sign(first, names)
    may_begin = is_sign or at in called or (first.is_upper and at not in places)
    if not may_begin or (at and words[at - 1].word in names.named_after):
        return None
    last = at
    while last - at < _MOST_WORDS - 1 and _goes_on(words, last + 1, names, places):
        last += 1
    return last if _is_name(words, at, last, names, places, called) else None


def _is_name(
    words: Sequence[Word],
    at: int,
    last: int,
    names: Names,
    places: AbstractSet[int],
    called: frozenset[int],
) -> bool:
    run = range(at, last + 1)
    given = {i for i in run if _is_given(words[i].word, names)}
    patronymic = {i for i in run if _is_patronymic(words[i].word, names)}
    surname = {i for i in run if i not in places and _is_surname(words[i].word, names)}
    is_full = len(given | patronymic | surname) > 1
    if patronymic or is_full or (last > at and any(words[i].is_initial for i in run)):
        return True
    if at in places or not words[at].is_name_like:
        return False
    is_called = at in called and words[at].pause in (SPACED, JOINED)
    is_inside = words[at].pause != ENDED or last > at
    honoured = last + 1 < len(words) and words[last + 1].word in names.honorifics
    is_given = at in given and (honoured or not _is_doubtful(words[at].word, names))
    if last > at and words[at].pause != ENDED and _look_like_one(words[at : last + 1], names):
        return True
    return is_called or is_given or (bool(surname) and is_inside and not words[at].is_uncased)


def _look_like_one(run: Sequence[Word], names: Names) -> bool:
    """Two or three capitalised words in the midst of a sentence, no organisation among them."""
    return all(
        word.is_upper
        and not word.is_short
        and not word.word.startswith(names.organisations)
        and not word.word.endswith(names.adjectives)
        for word in run
    )


def _goes_on(words: Sequence[Word], at: int, names: Names, places: AbstractSet[int]) -> bool:
    if at >= len(words) or words[at].pause in (PAUSED, ENDED):
        return False
    word, before = words[at], words[at - 1]
    is_surname = at not in places and _is_surname(word.word, names)
    if word.is_uncased or before.is_uncased:
        is_family = _is_given(before.word, names) and word.word.endswith(_FAMILY)
        is_own = _is_sign(word, names) or is_surname or (is_family and at not in places)
        return is_own and word.is_uncased
    if word.is_upper:
        return at not in places or _is_sign(word, names)
    return word.word in names.patronymics  # as in "Nurlan uulu"
