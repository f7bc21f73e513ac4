"""How the words of a question become lexemes: an app above that can read languages says how."""

from collections.abc import Callable, Sequence

from qaraul.registry import Registry

Reader = Callable[[str], Sequence[Sequence[str]]]

readers: Registry[Reader] = Registry("reader of questions")
"""At most one: for each word of a question, its alternative lexemes."""

Teller = Callable[[str], str]

tellers: Registry[Teller] = Registry("teller of languages")
"""At most one: the code of the language that a text is written in, "" when it cannot be told."""

MOST_CHARACTERS = 200


def language_of(text: str) -> str:
    """The language of a text; "" where nobody reads languages or it cannot be told."""
    return next((tellers.get(name)(text) for name in tellers.names()), "")


def words_of(question: str) -> list[list[str]]:
    """The question's words with their alternatives; as they stand where nobody reads languages."""
    question = question[:MOST_CHARACTERS]
    for name in readers.names():
        read = readers.get(name)
        return [list(word) for word in read(question)]
    return [[word] for word in question.casefold().split()]
