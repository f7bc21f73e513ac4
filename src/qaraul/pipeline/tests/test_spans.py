"""Marks stand where the reading says, and the text stays what it was, escaped."""

from html.parser import HTMLParser

from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from qaraul.pipeline.spans import CLASSES, Kind, Span, paragraphs, pieces, spans_of

KINDS: list[Kind] = ["place", "other_place", "date", "count", "type"]
TEXTS = st.text(alphabet=st.sampled_from("aб ش<>&\"'\n/x1"), max_size=80)
SPANS = st.lists(
    st.builds(Span, st.integers(-5, 90), st.integers(-5, 90), st.sampled_from(KINDS)), max_size=12
)
PAGE = "{% for l in lines %}{% include 'pipeline/_line.html' with line=l %}{% endfor %}"


class Shown(HTMLParser):
    """What a browser shows, and the tags that it meets."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.add(tag)
        self.inside += tag == "sub"

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "sub"

    def handle_data(self, data: str) -> None:
        self.text += "" if self.inside else data


@given(TEXTS, SPANS)
def test_no_character_is_lost_or_doubled(text: str, spans: list[Span]) -> None:
    assert "".join(piece.text for piece in pieces(text, spans)) == text


@given(TEXTS, SPANS)
def test_marked_pieces_lie_inside_a_span_of_their_kind(text: str, spans: list[Span]) -> None:
    at = 0
    for piece in pieces(text, spans):
        end = at + len(piece.text)
        if piece.kind:
            assert any(s.kind == piece.kind and s.start <= at and end <= s.end for s in spans)
        at = end


@given(TEXTS, SPANS)
def test_whatever_the_text_is_the_page_shows_it_as_text(text: str, spans: list[Span]) -> None:
    html = engines["django"].from_string(PAGE).render({"lines": paragraphs(text, spans)})
    shown = Shown()
    shown.feed(html)
    assert shown.tags <= {"p", "mark", "sub"}
    assert "".join(shown.text.split()) == "".join(text.split())


def test_of_overlapping_spans_the_weightier_keeps_its_words() -> None:
    spans = [Span(0, 13, "type"), Span(0, 3, "count")]
    assert [(p.text, p.kind) for p in pieces("400 people went", spans)] == [
        ("400", "count"),
        (" people we", "type"),
        ("nt", ""),
    ]


def test_the_title_is_left_out_and_positions_still_hold() -> None:
    text = "Title\nIn Osh it rained.\n\nOn Monday it stopped."
    spans = [Span(0, 5, "type"), Span(9, 12, "place"), Span(28, 34, "date")]
    lines = paragraphs(text, spans, start=6)
    assert [[(p.text, p.kind) for p in line] for line in lines] == [
        [("In ", ""), ("Osh", "place"), (" it rained.", "")],
        [("On ", ""), ("Monday", "date"), (" it stopped.", "")],
    ]


def test_a_kept_reading_names_its_spans() -> None:
    reading = {
        "places": [
            {"start": 0, "end": 3, "role": "event"},
            {"start": 4, "end": 6, "role": "other"},
        ],
        "dates": [{"start": 7, "end": 9}],
        "counts": [{"start": 9, "end": 9}],
        "evidence": [
            {"kind": "type", "start": 10, "end": 12},
            {"kind": "status", "start": 1, "end": 2},
        ],
    }
    assert [s.kind for s in spans_of(reading)] == ["place", "other_place", "date", "type"]
    assert set(CLASSES) == set(KINDS)
