"""In which language a title or a summary is written, by the codes of the node's languages."""

from qaraul.reading.identify import identify

SURE = 0.6  # below it a short title may be of a neighbouring language
NODE_CODES = {"prs": "fa"}


def node_code(language: str) -> str:
    """The reader's code as records of people keep it."""
    return NODE_CODES.get(language, language)[:5]


def language_told(text: str) -> str:
    """The language of a text; "" when it cannot be told."""
    found = identify(text)
    return node_code(found.lang) if found.confidence >= SURE else ""
