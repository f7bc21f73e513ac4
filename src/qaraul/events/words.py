"""How the words of a question become lexemes: an app above that can read languages says how."""

from collections.abc import Callable, Sequence

from qaraul.registry import Registry

Reader = Callable[[str], Sequence[Sequence[str]]]

readers: Registry[Reader] = Registry("reader of questions")
"""At most one: for each word of a question, its alternative lexemes."""

MOST_CHARACTERS = 200


def words_of(question: str) -> list[list[str]]:
    """The question's words with their alternatives; as they stand where nobody reads languages."""
    question = question[:MOST_CHARACTERS]
    for name in readers.names():
        read = readers.get(name)
        return [list(word) for word in read(question)]
    return [[word] for word in question.casefold().split()]
