"""Which of the nine languages a text is in, or that it is in another one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from qaraul.reading.characters import normal, russian_cyrillic, script_of
from qaraul.reading.languages.loading import CODES, stop_words
from qaraul.reading.tokens import Tokens, tokens_of

OURS = {"fa": "prs", **{code: code for code in CODES if code != "prs"}}
_SCRIPTS = {
    "Latn": ("en", "uz", "tk", "ru"),
    "Cyrl": ("ru", "kk", "ky", "uz", "tg"),
    "Arab": ("prs", "ps"),
}
_ENOUGH_TEXT = 600
_OTHER_LEAST, _OTHER_LENGTH, _OURS_MOST = 0.55, 40, 0.1
_SLAVIC = frozenset({"sl", "sk", "cs", "hr", "bs", "sr", "pl", "bg", "mk", "sn", "lt", "lv"})
_KYRGYZ = re.compile("[ңөүҢӨҮ]")
_CERTAIN = 0.98
_OWN_LETTERS = {
    # the last is Pashto's "of", a word by itself in no other language here
    "ps": re.compile(r"[ټډړږښځڅڼېۍ]|(?<!\w)د(?!\w)"),
    "tg": re.compile("[ҷӣӯҶӢӮ]"),
    "uz": re.compile("[ўЎ]|[oOgG][‘ʻʼ’']"),
    # the last two: Uzbek and Tajik have no ы, Kyrgyz no қ and ғ
    "kk": re.compile("[әұіһӘҰІҺ]|[қғҚҒ].*ы|ы.*[қғҚҒ]", re.DOTALL),
    "tk": re.compile("[ňýžŇÝŽ]"),
}
_OWN_LETTER = 0.6
_VOTE, _MOST_VOTES = 0.35, 8
_OTHER_WORDS = re.compile("[\u0400-\u04ff]{2,}|[\u0600-\u06ff]+")
_LATIN_WORDS = re.compile(r"[^\W\d_]+")
_LEAST_SHARE = 0.25
_RUSSIAN_VOTES, _RUSSIAN_SHARE = 2, 0.12


@dataclass(frozen=True, slots=True)
class Identified:
    """A language code, how sure (0 to 1), the script, and whether we can read the language."""

    lang: str
    confidence: float
    script: str
    is_ours: bool


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def identify(text: str, *, declared: str | None = None) -> Identified:
    """The language of a text from its first 600 characters; `declared` breaks a near tie."""
    sample = text[:_ENOUGH_TEXT].encode("utf-8", "replace").decode("utf-8")
    script = script_of(sample)
    if script == "Latn" and (own := _without_foreign_names(sample)):
        sample, script = own, script_of(own)
    if script not in _SCRIPTS:
        return Identified("", 0.0, script, is_ours=False)
    ranked = _identifier().rank(sample)
    top, share = ranked[0]
    candidates = _SCRIPTS[script]
    is_certain = share >= _CERTAIN and (top != "ky" or _KYRGYZ.search(sample) is not None)
    if is_certain and OURS.get(top) in candidates:
        return Identified(OURS[top], round(share, 3), script, is_ours=True)
    tokens = tokens_of(sample, normal)
    if script == "Latn" and _is_typed_russian(tokens, top):
        return Identified("ru", 0.9, script, is_ours=True)
    shares = {OURS[lang]: p for lang, p in ranked if OURS.get(lang) in candidates}
    if _is_other(top, share, shares, sample) and not _votes_for_any(tokens, candidates):
        return Identified(top, round(share, 3), script, is_ours=False)
    total = sum(shares.values()) or 1.0
    points = {
        lang: share / total + _VOTE * _votes(tokens, _own_words(lang, candidates))
        for lang, share in shares.items()
    }
    for lang, letters in _OWN_LETTERS.items():
        if lang in points and letters.search(sample):
            points[lang] += _OWN_LETTER
    if declared in points:
        points[declared] += _VOTE
    best = max(points, key=lambda lang: (points[lang], lang))
    whole = sum(points.values()) or 1.0
    return Identified(best, round(points[best] / whole, 3), script, is_ours=True)


def _without_foreign_names(sample: str) -> str:
    """The words in Cyrillic or Arabic letters, where the Latin ones can only be names among them.

    Nothing where fewer than a quarter of the words are, or an everyday word is in Latin letters.
    """
    words = _OTHER_WORDS.findall(sample)
    if not words or len(words) < _LEAST_SHARE * len(_LATIN_WORDS.findall(sample)):
        return ""
    tokens = tokens_of(sample, normal)
    if any(_votes(tokens, stop_words(lang)) for lang in ("en", "uz", "tk")):
        return ""
    return " ".join(words)


def _is_other(top: str, share: float, ours: Mapping[str, float], sample: str) -> bool:
    return (
        top not in OURS
        and share >= _OTHER_LEAST
        and max(ours.values()) <= _OURS_MOST
        and len(sample) >= _OTHER_LENGTH
    )


@cache
def _own_words(lang: str, candidates: tuple[str, ...]) -> frozenset[str]:
    """Everyday words of a language that none of the others in its script has."""
    others = (stop_words(other, folded_too=True) for other in candidates if other != lang)
    return stop_words(lang, folded_too=True).difference(*others)


def _votes(tokens: Tokens, words: frozenset[str]) -> int:
    pairs = zip(tokens.words, tokens.folds, strict=True)
    return min(sum(w in words or f in words for w, f in pairs), _MOST_VOTES)


def _votes_for_any(tokens: Tokens, candidates: tuple[str, ...]) -> bool:
    """Whether a fifth of the words are everyday words of one of our languages."""
    enough = max(len(tokens) * 0.2, 2)
    return any(_votes(tokens, stop_words(lang, folded_too=True)) >= enough for lang in candidates)


def _is_typed_russian(tokens: Tokens, top: str) -> bool:
    if top not in _SLAVIC:
        return False
    words = stop_words("ru", plain=True)
    hits = sum(russian_cyrillic(word) in words for word in tokens.words)
    return hits >= _RUSSIAN_VOTES and hits >= _RUSSIAN_SHARE * len(tokens)
