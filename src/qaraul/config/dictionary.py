"""The data dictionary, written from the models: `make docs` keeps docs/data-dictionary.md."""

from django.apps import apps
from django.db import models

HEAD = """# Data dictionary

Written from the models by `make docs`; a test holds the two equal. Times are UTC, ids UUIDv7 unless
said otherwise. A marked record carries `tlp`, `audience`, `origin`, `stage` and `is_exercise`
(see [decision 0006](decisions/0006-reach-of-a-marking.md)).
"""


def render() -> str:
    """The whole dictionary as Markdown."""
    ours = [app for app in apps.get_app_configs() if app.name.startswith("qaraul.")]
    parts = [HEAD]
    for app in sorted(ours, key=lambda app: app.label):
        ours_alone = (model for model in app.get_models() if model._meta.managed)  # noqa: SLF001
        tables = sorted(ours_alone, key=lambda model: model.__name__)
        if tables:
            parts.append(f"## {app.label}\n\n{_summary(app.module.__doc__ or '')}\n")
            parts.extend(_table(model) for model in tables)
    return "\n".join(parts)


def _summary(text: str) -> str:
    return " ".join(text.split("\n\n", 1)[0].split())


def _table(model: type[models.Model]) -> str:
    rows = [
        f"| `{field.name}` | {_type(field)} | {'yes' if field.null else ''} | {_words(field)} |"
        for field in [*model._meta.fields, *model._meta.many_to_many]  # noqa: SLF001  Django's public way
    ]
    head = "| field | type | may be empty | what |\n|---|---|---|---|"
    return f"### {model.__name__}\n\n{_summary(model.__doc__ or '')}\n\n{head}\n" + "\n".join(
        [*rows, ""]
    )


def _type(field: "models.Field[object, object]") -> str:
    if isinstance(field, models.ForeignKey | models.ManyToManyField):
        return f"→ {field.related_model._meta.label}"  # noqa: SLF001  Django's public way
    length = f"({field.max_length})" if field.max_length else ""
    return f"{field.get_internal_type().removesuffix('Field')}{length}"


def _words(field: "models.Field[object, object]") -> str:
    choices = [str(value) for value, _ in field.flatchoices if value not in {"", None}]
    listed = f" One of: {', '.join(choices)}." if 0 < len(choices) <= 20 else ""  # noqa: PLR2004  fits a row
    return f"{field.help_text or field.verbose_name}.{listed}".replace("|", "/")


if __name__ == "__main__":
    import sys

    from qaraul.config.django import start

    start()
    sys.stdout.write(render())
