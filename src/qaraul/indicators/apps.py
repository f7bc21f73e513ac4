"""The place of indicators among the apps; what it brings to the registries below it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """Defined measures, their values by area, surges and spill-over."""

    name = "qaraul.indicators"

    def ready(self) -> None:
        """Name the kinds of records, the work steps and the words of signals."""
        from qaraul import leases  # noqa: PLC0415  models may not load before the apps
        from qaraul.events.layers import layers  # noqa: PLC0415  the same
        from qaraul.indicators import spreading, wording  # noqa: PLC0415  the same
        from qaraul.indicators.models import Observation  # noqa: PLC0415  the same
        from qaraul.indicators.services import rounds, surging, tagging, watching  # noqa: PLC0415  the same
        from qaraul.pipeline.choices import SignalKind  # noqa: PLC0415  the same
        from qaraul.pipeline.hints import hints  # noqa: PLC0415  the same
        from qaraul.sharing import kinds  # noqa: PLC0415  the same
        from qaraul.sharing.choices import TLP  # noqa: PLC0415  the same

        def persons_needed(tlp: TLP) -> int:
            return 2 if tlp == TLP.CLEAR else 1

        kinds.register(
            "observation",
            model=Observation,
            label=_("value of an indicator"),
            persons_needed=persons_needed,
            may_release=lambda observation: not observation.is_withdrawn,
        )
        layers.register("recent", spreading.LAYER)
        hints.register(SignalKind.THRESHOLD, wording.of_crossing)
        hints.register(SignalKind.SURGE, wording.of_surge)
        leases.steps.register("tags of records", tagging.tag_records)
        leases.steps.register("expert rounds", rounds.close_due_rounds)
        leases.steps.register("limits of indicators", watching.watch_limits)
        leases.steps.register("surges", surging.watch_surges)
