"""Files as evidence: kinds that their first bytes prove, of bounded size, kept by id."""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from qaraul.errors import BadInput, TooLarge
from qaraul.events.models import IncidentFile
from qaraul.events.pictures import without_hidden_parts
from qaraul.journal.ids import new_id
from qaraul.members.viewers import Viewer

LARGEST = 10 * 1024 * 1024
ZIPPED = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
INSIDE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
LARGEST_UNPACKED, MOST_MEMBERS = 200 * 1024 * 1024, 2_000
PLAIN = {".txt": "text/plain", ".csv": "text/csv", ".geojson": "application/geo+json"}
SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", ".pdf", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", ".png", "image/png"),
    (b"\xff\xd8\xff", ".jpg", "image/jpeg"),
)
ACCEPTED = ".pdf,.png,.jpg,.jpeg,.txt,.csv,.geojson,.docx,.xlsx"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may be kept."""

    name: str
    media_type: str
    content: bytes


def storage() -> FileSystemStorage:
    """Where files lie; nothing there is served by name."""
    return FileSystemStorage(location=Path(settings.MEDIA_ROOT) / "incidents")


def path_of(file: IncidentFile) -> str:
    """Where a file lies in the storage."""
    return f"{file.pk.hex[-2:]}/{file.pk.hex}"


def accept(upload: "UploadedFile[bytes]") -> Accepted:
    """Check size and kind; pictures lose what they tell of place, camera and owner.

    Raises `TooLarge`, and `BadInput` for a kind that is not taken.
    """
    if (upload.size or 0) > LARGEST:
        raise TooLarge(_("A file may have at most 10 MB."), field="file")
    content = upload.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise TooLarge(_("A file may have at most 10 MB."), field="file")
    name = PurePath((upload.name or "").replace("\\", "/")).name
    name = "".join(c for c in name if c.isprintable())[-150:] or "file"
    kind = _kind(content, PurePath(name).suffix.lower())
    if kind is None:
        raise BadInput(
            _("Only these kinds of files are taken: %(kinds)s.") % {"kinds": ACCEPTED}, field="file"
        )
    return Accepted(name, kind, without_hidden_parts(content, kind))


def _kind(content: bytes, suffix: str) -> str | None:
    for start, ending, kind in SIGNATURES:
        if content.startswith(start):
            return kind if suffix == ending or (ending, suffix) == (".jpg", ".jpeg") else None
    if content.startswith(b"PK\x03\x04"):
        return ZIPPED.get(suffix) if _is_office(content, suffix) else None
    return PLAIN.get(suffix) if content and _is_text(content) else None


def _is_office(content: bytes, suffix: str) -> bool:
    """Whether a zip holds what such a file holds, and unpacks to a bounded size."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
    names = {member.filename for member in members}
    is_bounded = sum(member.file_size for member in members) <= LARGEST_UNPACKED
    is_whole = {"[Content_Types].xml", INSIDE.get(suffix, "")} <= names
    return is_whole and is_bounded and len(members) <= MOST_MEMBERS


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in content


def keep(upload: "UploadedFile[bytes]", *, viewer: Viewer, at: datetime) -> IncidentFile:
    """Check a file and keep it on disk, then its row; without the row it goes again."""
    accepted = accept(upload)
    file = IncidentFile(
        id=new_id(),
        name=accepted.name,
        media_type=accepted.media_type,
        size=len(accepted.content),
        sha256=hashlib.sha256(accepted.content).hexdigest(),
        added_by_id=viewer.person_id,
        added_at=at,
    )
    storage().save(path_of(file), ContentFile(accepted.content))
    try:
        with transaction.atomic():
            file.save(force_insert=True)
    except Exception:
        storage().delete(path_of(file))
        raise
    return file


def opened(file: IncidentFile) -> IO[bytes]:
    """The file's content."""
    return storage().open(path_of(file))
