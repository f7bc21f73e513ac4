"""E-mails: words in, people out."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaraul.sources.choices import ItemFault
from qaraul.sources.connectors.base import Context, Item, NotThisKind, Refused
from qaraul.sources.connectors.maildrop.parser import parse


def message() -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "A Person <a.person@field.example>"
    mail["To"] = "Another <b@field.example>"
    mail["Subject"] = "Ситуация на границе"
    mail["Date"] = "Mon, 23 Nov 2026 10:00:00 +0500"
    mail["Message-ID"] = "<1@field.example>"
    mail.set_content("Двое ранены.")
    return mail


def test_subject_and_words_are_taken_and_people_are_not() -> None:
    mail = message()
    mail.add_alternative("<p>Двое <b>ранены</b> по разметке.</p>", subtype="html")
    mail.add_attachment(b"x", maintype="application", subtype="pdf", filename="list-of-names.pdf")
    (item,) = parse(mail.as_bytes(), Context())
    assert isinstance(item, Item)
    assert (item.title, item.text) == ("Ситуация на границе", "Двое ранены.")
    assert item.external_id == "1@field.example"
    assert item.published_at == datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert item.author_dropped
    assert item.raw == {"attachments_not_taken": 1}
    assert "person" not in str(item).lower()


def test_html_alone_gives_its_words() -> None:
    mail = message()
    mail.set_content("<p>Two<script>x</script></p><p>hurt</p>", subtype="html")
    (item,) = parse(mail.as_bytes(), Context())
    assert isinstance(item, Item)
    assert item.text == "Two\nhurt"


def test_a_wrong_charset_is_repaired() -> None:
    body = (
        b"Subject: x\nContent-Type: text/plain; charset=utf-8\n\n"
        + "Двое раненых на границе".encode("cp1251")
    )
    (item,) = parse(body, Context())
    assert isinstance(item, Item)
    assert item.text == "Двое раненых на границе"


def test_an_empty_mail_is_refused() -> None:
    assert list(parse(b"From: a@b\n\n", Context())) == [Refused(1, ItemFault.EMPTY)]


def test_a_file_without_headers_is_no_mail() -> None:
    with pytest.raises(NotThisKind):
        list(parse(b"\x00\x01\x02", Context()))


@given(st.binary(max_size=500))
def test_no_bytes_after_the_headers_break_the_parser(body: bytes) -> None:
    head = b"Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
    assert len(list(parse(head + body, Context()))) == 1
