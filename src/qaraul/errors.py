"""Rules that were broken: a stable code, an HTTP status, words a person can act on."""


class QaraulError(Exception):
    """A rule of the domain was broken. `code` is stable; the wording may change."""

    code = "error"
    http_status = 400

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class BadInput(QaraulError):
    """What was given cannot be used."""

    code = "bad-input"


class SignedOut(QaraulError):
    """Somebody sent a form after their session had ended."""

    code = "signed-out"
    http_status = 403


class NotAllowed(QaraulError):
    """The person may know of the record, yet may not do this with it."""

    code = "not-allowed"
    http_status = 403


class NotFound(QaraulError):
    """No such record, as far as this viewer may know."""

    code = "not-found"
    http_status = 404


class Conflict(QaraulError):
    """The record has moved on since it was read."""

    code = "conflict"
    http_status = 409


class TooLarge(QaraulError):
    """The input is over the limit stated in the message."""

    code = "too-large"
    http_status = 413


class TooMany(QaraulError):
    """The caller asks more often than the node allows."""

    code = "too-many-requests"
    http_status = 429
