"""One e-mail as an item: subject and words; who wrote and who received is left out (RFC 5322)."""

import hashlib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart

from qaraul.sources.charsets import decode
from qaraul.sources.choices import ItemFault
from qaraul.sources.cleaning import LONGEST_TITLE, from_markup, one_line, plain
from qaraul.sources.connectors.base import Context, Item, NotThisKind, Parsed, Refused
from qaraul.sources.moments import moment_of

PERSONAL = frozenset({"From", "To", "Cc", "Bcc", "Reply-To", "Sender", "Received"})


def parse(body: bytes, context: Context) -> Iterator[Parsed]:
    """The one item; `NotThisKind` when the file has no mail headers."""
    message = message_from_bytes(body, policy=policy.default)
    if not any(message.get(name) for name in ("From", "Subject", "Message-ID", "Date")):
        raise NotThisKind("no mail headers")
    title = one_line(_header(message, "Subject"), LONGEST_TITLE)
    text = _words(message)
    if not title and not text:
        yield Refused(1, ItemFault.EMPTY)
        return
    own = _header(message, "Message-ID").strip().strip("<>")
    attachments = sum(1 for _ in message.iter_attachments())
    yield Item(
        external_id=own or "mail:" + hashlib.sha256(body).hexdigest(),
        title=title,
        text=text,
        published_at=moment_of(_header(message, "Date")),
        language=_header(message, "Content-Language")[:8] or context.language,
        author_dropped=True,
        raw={"attachments_not_taken": attachments} if attachments else {},
        row=1,
    )


def _header(message: EmailMessage, name: str) -> str:
    """A header as text; the standard library raises odd errors on hostile ones."""
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""


def _words(message: EmailMessage) -> str:
    """The plain part, else the words of the HTML part."""
    for kind, clean in (("plain", plain), ("html", from_markup)):
        part = message.get_body((kind,))
        if part is None:
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and (text := clean(_decoded(payload, part))):
            return text
    return ""


def _decoded(payload: bytes, part: MIMEPart) -> str:
    return decode(payload, f"text/plain; charset={part.get_content_charset() or ''}").text
