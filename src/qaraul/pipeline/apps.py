"""The place of pipeline among the apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PipelineConfig(AppConfig):
    """From documents to stories, signals and the triage queue."""

    name = "qaraul.pipeline"

    def ready(self) -> None:
        """Let the worker read what is due, and hear what the apps below say of incidents."""
        from qaraul import leases, reading  # noqa: PLC0415  models may not load before the apps
        from qaraul.events import news, words  # noqa: PLC0415  the same
        from qaraul.journal import reasons  # noqa: PLC0415  the same
        from qaraul.journal.listeners import listen  # noqa: PLC0415  the same
        from qaraul.pipeline.languages import language_told  # noqa: PLC0415  the same
        from qaraul.pipeline.queries.panel import document_panel  # noqa: PLC0415  the same
        from qaraul.pipeline.services import indexing, read_due_documents  # noqa: PLC0415  the same
        from qaraul.sources.panels import Panel, panels  # noqa: PLC0415  the same

        panels.register("reading", Panel("pipeline/_document.html", document_panel))
        leases.steps.register("reading documents", read_due_documents)
        words.readers.register("reading", reading.query_lexemes)
        words.tellers.register("reading", language_told)
        reasons.known.register("from-signal", _("From signal %(number)s."))
        for act in news.ACTS:
            listen(act, f"pipeline index: {act}", indexing.hear_of_incidents)
        for act in indexing.MARKING_ACTS:
            listen(act, f"pipeline marking: {act}", indexing.hear_of_marking)
