"""The error of a fetch: a code for the log, a detail for the reader, when to come back."""

from qaraul.errors import QaraulError
from qaraul.sources.choices import Fault


class FetchFailed(QaraulError):
    """The address was asked and brought nothing that can be used."""

    code = "fetch-failed"
    http_status = 502

    def __init__(
        self,
        fault: Fault,
        detail: str = "",
        *,
        answered: int | None = None,
        retry_after: int | None = None,
        final_url: str = "",
    ) -> None:
        super().__init__(f"{fault.label}: {detail}" if detail else str(fault.label))
        self.fault = fault
        self.detail = detail
        self.answered = answered
        self.retry_after = retry_after
        self.final_url = final_url
